using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>The log events of state machines: 2620 and 2621.</summary>
internal static partial class StatemLog
{
    private const string Category = "Chan.Distribution.Otp.GenStatem";

    /// <summary>A machine ends with a reason that is no orderly one.</summary>
    public static void Terminating(
        ProcessContext self, ErlTerm name, StateMachineStatus status, ErlList modules, ErlTerm mode, GenFrom? client, Exception? cause)
        => self.Report(() => Terminating(
            self.Node.LoggerFactory.CreateLogger(Category),
            ReasonText.Of(name),
            ReasonText.Of(status.Reason ?? Atoms.Undefined),
            status.Queue.Count == 0 ? "none" : ReasonText.Of(status.Queue[0]),
            ReasonText.Of(status.State),
            ReasonText.Of(status.Data),
            ReasonText.Of(status.Queue),
            ReasonText.Of(status.Postponed),
            ReasonText.Of(status.Timeouts),
            ReasonText.Of(modules),
            ReasonText.Of(mode),
            client is { } from ? ServerLog.ClientOf(self.Node, from.Pid) : "none",
            ReasonText.Of(status.Log),
            cause is TermException ? null : cause));

    /// <summary>A machine fails before it has a state.</summary>
    public static void NotInitialised(ProcessContext self, ErlTerm name, ErlTerm reason, Exception cause)
        => self.Report(() => NotInitialised(
            self.Node.LoggerFactory.CreateLogger(Category), ReasonText.Of(name), ReasonText.Of(reason), cause is TermException ? null : cause));

    [LoggerMessage(
        2620, LogLevel.Error,
        "State machine {Name} terminates: {Reason}; last event {LastEvent}, state {State}, data {Data}, queue {Queue}, postponed {Postponed}, "
        + "time-outs {Timeouts}, callback modules {Modules}, callback mode {Mode}, client {Client}, log {Log}")]
    private static partial void Terminating(
        ILogger logger, string name, string reason, string lastEvent, string state, string data, string queue, string postponed, string timeouts,
        string modules, string mode, string client, string log, Exception? cause);

    [LoggerMessage(2621, LogLevel.Error, "State machine {Name} fails in its initialisation: {Reason}")]
    private static partial void NotInitialised(ILogger logger, string name, string reason, Exception? cause);
}
