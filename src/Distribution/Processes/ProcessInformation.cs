using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>What tools show of a process: a moment's picture, taken without stopping it.</summary>
public sealed record ProcessInformation
{
    /// <summary>The pid.</summary>
    public required ErlPid Pid { get; init; }

    /// <summary>What it does at the moment.</summary>
    public required ProcessStatus Status { get; init; }

    /// <summary>The registered name, if it has one.</summary>
    public ErlAtom? RegisteredName { get; init; }

    /// <summary>The text for people, if it has one.</summary>
    public string? Label { get; init; }

    /// <summary>Messages received and not read.</summary>
    public required int MailboxLength { get; init; }

    /// <summary>The processes it is linked to.</summary>
    public required IReadOnlyList<ErlPid> Links { get; init; }

    /// <summary>What it monitors: pids and <c>{Name, Node}</c>.</summary>
    public required IReadOnlyList<ErlTerm> Monitors { get; init; }

    /// <summary>The processes that monitor it.</summary>
    public required IReadOnlyList<ErlPid> MonitoredBy { get; init; }

    /// <summary>Whether exit signals become messages.</summary>
    public required bool TrapExit { get; init; }

    /// <summary>Keys and values of the process dictionary, in no order.</summary>
    public IReadOnlyList<KeyValuePair<ErlTerm, ErlTerm>> Dictionary { get; init; } = [];

    /// <summary>The group leader.</summary>
    public required ErlPid GroupLeader { get; init; }
}
