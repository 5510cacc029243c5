using Chan.Terms;

namespace Chan.Distribution.Processes.Mailboxes;

/// <summary>An answer that a receive waits for, together with what the waiting code makes of it.</summary>
/// <remarks>
/// For calls: <see cref="Finish"/> runs inside the caller's own await, so a call is one wait of its process and needs no state machine
/// of its own around it.
/// </remarks>
internal abstract class AwaitedAnswer(ErlReference reference)
{
    /// <summary>What the answer carries, in the forms of <see cref="AnswerTo"/>.</summary>
    public ErlReference Reference { get; } = reference;

    /// <summary>Turns the message into what the await gives, or throws. Runs once, on the turn of the process that waits.</summary>
    /// <param name="self">The process.</param>
    /// <param name="message">The answer; <see langword="null"/> when none came in time.</param>
    public abstract ErlTerm Finish(ProcessContext self, ErlTerm? message);
}
