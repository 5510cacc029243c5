using System.Diagnostics.CodeAnalysis;
using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>How a task ended: with its result, or with the exit reason of its process.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly record struct TaskOutcome<T>
{
    private readonly T? _value;

    private TaskOutcome(T? value, ErlTerm? reason) => (_value, ExitReason) = (value, reason);

    /// <summary>Why there is no result; <see langword="null"/> when there is one.</summary>
    public ErlTerm? ExitReason { get; }

    /// <summary>Whether the task gave a result.</summary>
    [MemberNotNullWhen(false, nameof(ExitReason))]
    public bool IsOk => ExitReason is null;

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => IsOk ? _value! : throw new InvalidOperationException($"The task gave no result: {Processes.Signals.ReasonText.Of(ExitReason)}");

    internal static TaskOutcome<T> Ok(T value) => new(value, null);

    internal static TaskOutcome<T> Exited(ErlTerm reason) => new(default, reason);
}
