using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>How a handler goes on after an event: it stays, is removed, or another takes its place.</summary>
public readonly record struct EventResult
{
    private EventResult(bool isRemoved, HandlerSwap? swap) => (IsRemoved, Successor) = (isRemoved, swap);

    /// <summary>The handler stays.</summary>
    public static EventResult Ok => default;

    /// <summary>The handler is taken out: <c>remove_handler</c>.</summary>
    public static EventResult Remove => new(true, null);

    internal bool IsRemoved { get; }

    internal HandlerSwap? Successor { get; }

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<EventResult>(EventResult result) => new(result);

    /// <summary>Another handler takes the place of this one: <c>swap_handler</c>.</summary>
    /// <param name="arguments">For the <see cref="GenEventHandler.TerminateAsync"/> of this one.</param>
    /// <param name="successor"><c>Module</c> or <c>{Module, Id}</c>.</param>
    /// <param name="successorArguments">For its <see cref="GenEventHandler.InitAsync"/>, together with what this one's end gives.</param>
    public static EventResult Swap(ErlTerm arguments, ErlTerm successor, ErlTerm successorArguments)
        => new(false, HandlerSwap.Of(arguments, successor, successorArguments));
}
