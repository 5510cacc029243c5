using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.Starting;

/// <summary>Writes the crash report of <c>proc_lib</c>: who crashed, why, whose child it was, what it had left to do, and whom its end concerns.</summary>
internal static partial class CrashReport
{
    /// <summary>Most unread messages that a report shows.</summary>
    private const int MaxMessages = 10;

    /// <summary>Writes the report. The process ends now: the messages that the report shows are taken from its mailbox.</summary>
    /// <param name="self">The process.</param>
    /// <param name="initialCall">What it runs.</param>
    /// <param name="ancestors">Whose child it is.</param>
    /// <param name="reason">Why it ends.</param>
    /// <param name="cause">What was thrown.</param>
    /// <param name="show">What of the reason and of messages may be seen; everything if not given.</param>
    public static async ValueTask WriteAsync(
        ProcessContext self, ErlTerm initialCall, ErlList ancestors, ErlTerm reason, Exception cause, Func<ServerStatus, ServerStatus>? show)
    {
        ProcessInformation? facts = self.Node.GetProcessInformation(self.Self);
        string name = facts?.RegisteredName?.ToString() ?? facts?.Label ?? "no name";
        var messages = new List<ErlTerm>();
        while (messages.Count < MaxMessages && await TakeUnreadAsync(self).ConfigureAwait(false) is { } message)
        {
            messages.Add(show is null ? message : show(new ServerStatus { Message = RequestIn(message) }).Message ?? Atoms.Undefined);
        }

        ErlTerm shown = show is null ? reason : show(new ServerStatus { Reason = reason }).Reason ?? Atoms.Undefined;
        self.Report(() => Crashed(
            self.Node.LoggerFactory.CreateLogger("Chan.Distribution.Otp.CrashReport"),
            ReasonText.Of(initialCall),
            self.Self,
            name,
            ReasonText.Of(shown),
            ReasonText.Of(ancestors),
            facts?.MailboxLength ?? 0,
            ReasonText.Of(ErlTerm.List([.. messages])),
            ReasonText.Of(ErlTerm.List([.. facts?.Links ?? []])),
            ReasonText.Of(ErlTerm.List([.. (facts?.Dictionary ?? []).Select(pair => pair.Key).Where(IsOwn)])),
            facts?.TrapExit == true,
            cause is TermException || !reason.Equals(shown) ? null : cause));
    }

    private static async ValueTask<ErlTerm?> TakeUnreadAsync(ProcessContext self)
    {
        try
        {
            return await self.ReceiveAsync(TimeSpan.Zero).ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (!self.IsDead)
        {
            // The process has crashed beside a receive that waits still.
            return null;
        }
    }

    private static ErlTerm RequestIn(ErlTerm message)
        => GenMessage.TryReadCall(message, out _, out ErlTerm? request) || GenMessage.TryReadCast(message, out request) ? request : message;

    /// <summary>The keys of the process dictionary without those that the start of the process put there. The values may be confidential.</summary>
    private static bool IsOwn(ErlTerm key) => !key.Equals(Atoms.Ancestors) && !key.Equals(Atoms.InitialCall);

    [LoggerMessage(
        2601, LogLevel.Error,
        "Crash of {InitialCall}, process {Pid} ({Name}): {Reason}; ancestors {Ancestors}, {MailboxLength} unread messages {Messages}, links {Links}, "
        + "dictionary keys {Dictionary}, traps exits: {TrapExit}")]
    private static partial void Crashed(
        ILogger logger, string initialCall, ErlPid pid, string name, string reason, string ancestors, int mailboxLength, string messages, string links,
        string dictionary, bool trapExit, Exception? cause);
}
