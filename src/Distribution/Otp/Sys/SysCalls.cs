using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>Looks into behaviour processes, here or on any node, by the sys protocol: state, status, suspension, traces.</summary>
/// <remarks>
/// A call that fails throws a <see cref="TermException"/>: the exit <c>{Reason, {sys, Function, Arguments}}</c>, as in Erlang; one that the process
/// could not carry out is an error with its reason.
/// </remarks>
public static class SysCalls
{
    private static readonly ErlAtom SysAtom = ErlTerm.Atom("sys");

    extension(ProcessContext self)
    {
        /// <summary>The state of a process: <c>sys:get_state/2</c>.</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        public Task<ErlTerm> GetStateAsync(ErlTerm process, TimeSpan? timeout = null)
            => AskAsync(self, process, "get_state", ErlTerm.Atom("get_state"), timeout);

        /// <summary>Has a process replace its state by what a function makes of it: <c>sys:replace_state/3</c>.</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="change">A function of one argument that the node of the process has.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        /// <returns>The new state.</returns>
        public Task<ErlTerm> ReplaceStateAsync(ErlTerm process, ErlFun change, TimeSpan? timeout = null)
            => AskAsync(self, process, "replace_state", ErlTerm.Tuple(ErlTerm.Atom("replace_state"), change), timeout);

        /// <summary>What a process tells of itself: <c>{status, Pid, {module, Module}, [Dictionary, Mode, Parent, Debug, Misc]}</c>.</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        public Task<ErlTerm> GetStatusAsync(ErlTerm process, TimeSpan? timeout = null)
            => AskAsync(self, process, "get_status", ErlTerm.Atom("get_status"), timeout);

        /// <summary>Has a process handle nothing but system messages until it is resumed.</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        public Task SuspendAsync(ErlTerm process, TimeSpan? timeout = null)
            => AskAsync(self, process, "suspend", ErlTerm.Atom("suspend"), timeout);

        /// <summary>Has a suspended process go on.</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        public Task ResumeAsync(ErlTerm process, TimeSpan? timeout = null)
            => AskAsync(self, process, "resume", ErlTerm.Atom("resume"), timeout);

        /// <summary>Has a process terminate with a reason: <c>sys:terminate/3</c>. Answered before it ends.</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="reason">The reason.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        public Task TerminateAsync(ErlTerm process, ErlTerm reason, TimeSpan? timeout = null)
            => AskAsync(self, process, "terminate", ErlTerm.Tuple(Atoms.Terminate, reason), timeout, reason);

        /// <summary>Has a suspended process adapt its state to other code: <c>sys:change_code/5</c>.</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="module">The module.</param>
        /// <param name="oldVersion">The version that the state is of.</param>
        /// <param name="extra">Whatever the module wants to know.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        public Task ChangeCodeAsync(ErlTerm process, ErlAtom module, ErlTerm oldVersion, ErlTerm extra, TimeSpan? timeout = null)
            => AskAsync(self, process, "change_code", ErlTerm.Tuple(ErlTerm.Atom("change_code"), module, oldVersion, extra), timeout, module, oldVersion, extra);

        /// <summary>Switches a debug function on or off, or reads it: <c>{trace, true}</c>, <c>{log, get}</c>, <c>{statistics, get}</c>, <c>no_debug</c> ...</summary>
        /// <param name="process">A pid, or a name in any form.</param>
        /// <param name="option">The option, as <c>sys</c> sends it.</param>
        /// <param name="timeout">5 seconds if not given.</param>
        /// <returns><c>ok</c>, or <c>{ok, Value}</c> for what was read.</returns>
        public Task<ErlTerm> DebugAsync(ErlTerm process, ErlTerm option, TimeSpan? timeout = null)
            => option is ErlTuple and [ErlAtom(var function), var argument]
                ? AskAsync(self, process, function, ErlTerm.Tuple(Atoms.Debug, option), timeout, argument)
                : AskAsync(self, process, "debug", ErlTerm.Tuple(Atoms.Debug, option), timeout, option);
    }

    private static async Task<ErlTerm> AskAsync(
        ProcessContext self, ErlTerm process, string function, ErlTerm request, TimeSpan? timeout, params ErlTerm[] arguments)
    {
        GenOutcome outcome = await GenClient.CallAsync(self, Atoms.System, process, request, timeout ?? GenClient.DefaultTimeout).ConfigureAwait(false);
        ErlTerm answer = outcome.Reply
            ?? outcome.ReplyOrExit(process, SysAtom, ErlTerm.Atom(function), [process, .. arguments, .. timeout is { } limit ? [TimeoutTerm.Of(limit)] : Array.Empty<ErlTerm>()]);
        return answer is ErlTuple and [ErlAtom label, var reason] && label == Atoms.Error ? throw TermException.Error(reason) : answer;
    }
}
