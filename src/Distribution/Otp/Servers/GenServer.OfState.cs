using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>
/// A <see cref="GenServer"/> whose state is one immutable value: a handler puts the next one in its place, and one that fails leaves the old one.
/// Tools see the state, and can replace it, as the term that it converts to.
/// </summary>
/// <remarks>
/// <code>
/// public sealed class Account() : GenServer&lt;Balance&gt;(new Balance("joe", 0))
/// {
///     protected override ValueTask&lt;CallResult&gt; HandleCallAsync(ErlTerm request, GenFrom from)
///     {
///         if (!Deposit.TryFromTerm(request, out Deposit? deposit))
///         {
///             return base.HandleCallAsync(request, from);
///         }
///
///         State = State with { Amount = State.Amount + deposit.Amount };
///         return CallResult.Reply(State.ToTerm());
///     }
/// }
/// </code>
/// </remarks>
/// <typeparam name="TState">The state; a record that is never changed in place.</typeparam>
/// <param name="initial">The state to begin with.</param>
public abstract class GenServer<TState>(TState initial) : GenServer
    where TState : ITermConvertible<TState>
{
    /// <summary>The state.</summary>
    protected TState State { get; set; } = initial;

    /// <summary>The state as a term.</summary>
    protected internal override ErlTerm GetState() => State.ToTerm();

    /// <summary>Puts a state in place that converts; refuses any other with <c>badarg</c>.</summary>
    /// <param name="state">As <see cref="GetState"/> gives it.</param>
    /// <exception cref="TermException">Error <c>badarg</c>: the term is no state.</exception>
    protected internal override void SetState(ErlTerm state)
        => State = TState.TryFromTerm(state, out TState? value) ? value : throw TermException.Error(Atoms.Badarg);
}
