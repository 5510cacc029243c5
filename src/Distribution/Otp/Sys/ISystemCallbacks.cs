using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>What a behaviour's process does for the sys protocol. Called in the process, between two messages.</summary>
internal interface ISystemCallbacks
{
    /// <summary>The module of the behaviour, as tools of Erlang know it: <c>gen_server</c>, <c>gen_statem</c>, <c>gen_event</c>.</summary>
    ErlAtom Module { get; }

    /// <summary>What debug functions get as their third argument.</summary>
    ErlTerm EventContext { get; }

    /// <summary>The state, as <c>sys:get_state</c> shows it.</summary>
    ErlTerm GetState();

    /// <summary>Puts another state in its place.</summary>
    /// <exception cref="Exception">The state is none of this process; the old one stays.</exception>
    void ReplaceState(ErlTerm state);

    /// <summary>Puts what a function makes of the state in its place. Other than this default where the state has parts of their own.</summary>
    /// <returns>The new state.</returns>
    async ValueTask<ErlTerm> ReplaceStateAsync(Func<ErlTerm, ValueTask<ErlTerm>> change)
    {
        ReplaceState(await change(GetState()).ConfigureAwait(false));
        return GetState();
    }

    /// <summary>The last element of <c>sys:get_status</c>: what the behaviour tells beside the state of the process.</summary>
    /// <param name="mode"><c>running</c> or <c>suspended</c>.</param>
    /// <param name="parent">The parent process.</param>
    /// <param name="log">The logged events, oldest first.</param>
    ErlTerm GetStatus(ErlAtom mode, ErlTerm parent, ErlTerm log);

    /// <summary>An event as a line of a trace, without its end.</summary>
    string Describe(ErlTerm systemEvent);

    /// <summary>Adapts the state to other code.</summary>
    /// <param name="oldVersion">The version that the state is of.</param>
    /// <param name="extra">What the request tells.</param>
    ValueTask ChangeCodeAsync(ErlTerm oldVersion, ErlTerm extra);

    /// <summary>Adapts the state of one module to other code. Other than this default where a process runs several.</summary>
    /// <param name="module">The module.</param>
    /// <param name="oldVersion">The version that the state is of.</param>
    /// <param name="extra">What the request tells.</param>
    ValueTask ChangeCodeAsync(ErlAtom module, ErlTerm oldVersion, ErlTerm extra) => ChangeCodeAsync(oldVersion, extra);

    /// <summary>Ends the process in order.</summary>
    /// <exception cref="Processes.TermException">The exit, always.</exception>
    ValueTask TerminateAsync(ErlTerm reason);

    /// <summary>Ends the process because its parent has ended.</summary>
    /// <param name="message">The exit message.</param>
    /// <param name="reason">The reason in it.</param>
    /// <exception cref="Processes.TermException">The exit, always.</exception>
    ValueTask ParentEndedAsync(ErlTerm message, ErlTerm reason) => TerminateAsync(reason);
}
