using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The options of <c>spawn_request/5</c> and <c>spawn_opt/5</c>: a process on a node that is named.</summary>
public sealed record RemoteSpawnOptions
{
    internal static readonly RemoteSpawnOptions Default = new();

    /// <summary>What travels for the asking process of nearly every call: made once.</summary>
    private static readonly IReadOnlyList<ErlTerm> MonitorAlone = ErlTerm.List(SpawnAtoms.Monitor);

    /// <summary>Whether the new process is linked to the asking one from the start. Default: false.</summary>
    public bool Link { get; init; }

    /// <summary>Makes the asking process monitor the new one from the start, by the reference of the request. Default: no monitor.</summary>
    public MonitorOptions? Monitor { get; init; }

    /// <summary>Which answers become messages. For <see cref="ProcessContext.SpawnRequest(ErlAtom, ErlAtom, ErlAtom, IReadOnlyList{ErlTerm}, RemoteSpawnOptions?)"/> alone. Default: all.</summary>
    public SpawnReplies Replies { get; init; } = SpawnReplies.All;

    /// <summary>The first element of the answer. For <see cref="ProcessContext.SpawnRequest(ErlAtom, ErlAtom, ErlAtom, IReadOnlyList{ErlTerm}, RemoteSpawnOptions?)"/> alone. Default: <c>spawn_reply</c>.</summary>
    public ErlTerm? ReplyTag { get; init; }

    /// <summary>
    /// Further options of Erlang, for the node that makes the process: <c>{priority, Level}</c>, <c>{min_heap_size, Words}</c> and the
    /// like. A .NET node accepts and ignores those of OTP. Default: none.
    /// </summary>
    public IReadOnlyList<ErlTerm> Others { get; init; } = [];

    /// <summary>What the other node is told.</summary>
    internal IReadOnlyList<ErlTerm> OnTheWire()
    {
        if (!Link && Monitor is null)
        {
            return Others;
        }

        if (!Link && Others.Count == 0)
        {
            return MonitorAlone;
        }

        var options = new List<ErlTerm>(Others.Count + 2);
        if (Link)
        {
            options.Add(SpawnAtoms.Link);
        }

        if (Monitor is not null)
        {
            options.Add(SpawnAtoms.Monitor);
        }

        options.AddRange(Others);
        return options;
    }
}
