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
    public static async ValueTask WriteAsync(ProcessContext self, ErlTerm initialCall, ErlList ancestors, ErlTerm reason, Exception cause)
    {
        ProcessInformation? facts = self.Node.GetProcessInformation(self.Self);
        string name = facts?.RegisteredName?.ToString() ?? facts?.Label ?? "no name";
        var messages = new List<ErlTerm>();
        while (messages.Count < MaxMessages && await self.ReceiveAsync(TimeSpan.Zero).ConfigureAwait(false) is { } message)
        {
            messages.Add(message);
        }

        self.Report(() => Crashed(
            self.Node.LoggerFactory.CreateLogger("Chan.Distribution.Otp.CrashReport"),
            ReasonText.Of(initialCall),
            self.Self,
            name,
            ReasonText.Of(reason),
            ReasonText.Of(ancestors),
            facts?.MailboxLength ?? 0,
            ReasonText.Of(ErlTerm.List([.. messages])),
            ReasonText.Of(ErlTerm.List([.. facts?.Links ?? []])),
            ReasonText.Of(ErlTerm.List([.. (facts?.Dictionary ?? []).Where(IsOwn).Select(pair => ErlTerm.Tuple(pair.Key, pair.Value))])),
            facts?.TrapExit == true,
            cause is TermException ? null : cause));
    }

    /// <summary>The process dictionary without what the start of the process put there.</summary>
    private static bool IsOwn(KeyValuePair<ErlTerm, ErlTerm> pair) => !pair.Key.Equals(Atoms.Ancestors) && !pair.Key.Equals(Atoms.InitialCall);

    [LoggerMessage(
        2601, LogLevel.Error,
        "Crash of {InitialCall}, process {Pid} ({Name}): {Reason}; ancestors {Ancestors}, {MailboxLength} unread messages {Messages}, links {Links}, "
        + "dictionary {Dictionary}, traps exits: {TrapExit}")]
    private static partial void Crashed(
        ILogger logger, string initialCall, ErlPid pid, string name, string reason, string ancestors, int mailboxLength, string messages, string links,
        string dictionary, bool trapExit, Exception? cause);
}
