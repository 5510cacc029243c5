namespace Chan.TestKit;

/// <summary>How an <see cref="ErlangPeer"/> is started. Immutable; derive a variant with <c>with</c>.</summary>
public sealed record ErlangPeerOptions
{
    /// <summary>Node name: <c>name</c> or <c>name@host</c>; with a dot in the host it is a long name. Null starts a runtime that is not a node.</summary>
    public string? NodeName { get; init; }

    /// <summary>Cookie of the node, written to its own home folder with the permissions that OTP asks for. Null lets OTP make one.</summary>
    public string? Cookie { get; init; }

    /// <summary>Port of the port mapper that the node registers with. It must run already (see <see cref="EpmdProcess"/>); the node starts none.</summary>
    public int? EpmdPort { get; init; }

    /// <summary>Further arguments of <c>erl</c>, such as <c>-hidden</c> or <c>-kernel net_ticktime 8</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A program and its first arguments that starts <c>erl</c>, such as one that puts it into a network of its own. Default: none.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Erlang source files to compile and load before the peer reports that it is ready.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];
}
