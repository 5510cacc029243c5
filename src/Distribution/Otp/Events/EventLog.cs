using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.Events;

/// <summary>The log events of event managers: 2630 and 2631.</summary>
internal static partial class EventLog
{
    private const string Category = "Chan.Distribution.Otp.GenEvent";

    /// <summary>A handler is taken out after a fault.</summary>
    public static void HandlerCrashed(ProcessContext self, ErlTerm handler, ErlTerm manager, ServerStatus status, Exception? cause)
        => self.Report(() => HandlerCrashed(
            self.Node.LoggerFactory.CreateLogger(Category),
            ReasonText.Of(handler),
            ReasonText.Of(manager),
            ReasonText.Of(status.Reason ?? Atoms.Undefined),
            ReasonText.Of(status.Message ?? Atoms.Undefined),
            ReasonText.Of(status.State ?? Atoms.Undefined),
            cause is TermException ? null : cause));

    /// <summary>A message that a handler has no use for.</summary>
    public static void UnexpectedMessage(ProcessContext self, ErlTerm handler, ErlTerm message)
        => self.Report(() => UnexpectedMessage(
            self.Node.LoggerFactory.CreateLogger(Category), ReasonText.Of(handler), self.Self, ReasonText.Of(message)));

    [LoggerMessage(2630, LogLevel.Error, "Event handler {Handler} of {Manager} crashed and is removed: {Reason}; last event {LastEvent}, state {State}")]
    private static partial void HandlerCrashed(
        ILogger logger, string handler, string manager, string reason, string lastEvent, string state, Exception? cause);

    [LoggerMessage(2631, LogLevel.Warning, "Event handler {Handler} of process {Pid} got a message that it does not handle: {Message}")]
    private static partial void UnexpectedMessage(ILogger logger, string handler, ErlPid pid, string message);
}
