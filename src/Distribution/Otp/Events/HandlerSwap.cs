using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>What a handler says when it wants another in its place.</summary>
/// <param name="Arguments">For its own end.</param>
/// <param name="Successor"><c>Module</c> or <c>{Module, Id}</c>.</param>
/// <param name="SuccessorArguments">For the start of the other.</param>
internal sealed record HandlerSwap(ErlTerm Arguments, ErlTerm Successor, ErlTerm SuccessorArguments)
{
    public static HandlerSwap Of(ErlTerm arguments, ErlTerm successor, ErlTerm successorArguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(successor);
        ArgumentNullException.ThrowIfNull(successorArguments);
        return new HandlerSwap(arguments, successor, successorArguments);
    }
}
