using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>What <c>sys:get_status</c> shows of a state machine, and the log of its crash: what <c>format_status/1</c> gets and gives back.</summary>
public sealed record StateMachineStatus
{
    /// <summary>The state.</summary>
    public required ErlTerm State { get; init; }

    /// <summary>The data, as <see cref="GenStatem.GetData"/> gives them.</summary>
    public required ErlTerm Data { get; init; }

    /// <summary>Why it ends; <see langword="null"/> while it runs.</summary>
    public ErlTerm? Reason { get; init; }

    /// <summary>The event under way and those to be handled next, as <c>{Type, Content}</c>; empty while it runs.</summary>
    public required ErlList Queue { get; init; }

    /// <summary>The postponed events, the newest first, as <c>{Type, Content}</c>.</summary>
    public required ErlList Postponed { get; init; }

    /// <summary>The time-outs that run, as <c>{Type, Content}</c>.</summary>
    public required ErlList Timeouts { get; init; }

    /// <summary>The logged system events, oldest first.</summary>
    public required ErlList Log { get; init; }
}
