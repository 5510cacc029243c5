namespace Chan.Distribution.Otp.StateMachines;

/// <summary>Which methods of a state machine handle its events: what <c>callback_mode/0</c> says in Erlang.</summary>
public enum CallbackMode
{
    /// <summary>Every state is an atom and has a method of its own, which <see cref="GenStatem.FindState"/> names.</summary>
    StateFunctions,

    /// <summary>One method for all states, <see cref="GenStatem.HandleEventAsync"/>; a state may be any term.</summary>
    HandleEventFunction,
}
