using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Starting;

/// <summary>What is set up for a behaviour's process, and how long its start may take.</summary>
public sealed record StartOptions
{
    internal static readonly StartOptions Default = new();

    /// <summary>The name to start under. Default: none.</summary>
    public ServerName? Name { get; init; }

    /// <summary>How long the start may take; then the process is killed and the result is the error <c>timeout</c>. Default: for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, and not <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan Timeout
    {
        get;
        init => field = value >= TimeSpan.Zero || value == System.Threading.Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The time-out of a start is zero, positive, or Timeout.InfiniteTimeSpan.");
    } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>The debug options that the process starts with, as <c>{debug, [...]}</c> of Erlang: <c>trace</c>, <c>log</c>, <c>{log, N}</c>, <c>statistics</c>.</summary>
    public IReadOnlyList<ErlTerm> Debug { get; init; } = [];

    /// <summary>A text for people: shown in process information and in the log of a crash.</summary>
    public string? Label { get; init; }

    /// <summary>The group leader. Default: that of the process which starts.</summary>
    public ErlPid? GroupLeader { get; init; }

    internal SpawnOptions ToSpawnOptions(ErlPid? linkTo) => new() { LinkTo = linkTo, Label = Label, GroupLeader = GroupLeader };
}
