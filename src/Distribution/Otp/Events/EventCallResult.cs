using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>How a handler answers a call, and how it goes on.</summary>
public readonly record struct EventCallResult
{
    private readonly ErlTerm? _answer;

    private EventCallResult(ErlTerm answer, EventResult next)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _answer = answer;
        Next = next;
    }

    internal ErlTerm Answer => _answer ?? throw new InvalidOperationException($"An {nameof(EventCallResult)} without an answer: make it with {nameof(Reply)}.");

    internal EventResult Next { get; }

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<EventCallResult>(EventCallResult result) => new(result);

    /// <summary>Answers; the handler stays.</summary>
    /// <param name="reply">The answer.</param>
    public static EventCallResult Reply(ErlTerm reply) => new(reply, EventResult.Ok);

    /// <summary>Answers; the handler is taken out.</summary>
    /// <param name="reply">The answer.</param>
    public static EventCallResult Remove(ErlTerm reply) => new(reply, EventResult.Remove);

    /// <summary>Answers; another handler takes the place of this one.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="arguments">For the <see cref="GenEventHandler.TerminateAsync"/> of this one.</param>
    /// <param name="successor"><c>Module</c> or <c>{Module, Id}</c>.</param>
    /// <param name="successorArguments">For its <see cref="GenEventHandler.InitAsync"/>, together with what this one's end gives.</param>
    public static EventCallResult Swap(ErlTerm reply, ErlTerm arguments, ErlTerm successor, ErlTerm successorArguments)
        => new(reply, EventResult.Swap(arguments, successor, successorArguments));
}
