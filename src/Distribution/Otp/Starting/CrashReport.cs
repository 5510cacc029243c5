using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.Starting;

/// <summary>Writes the crash report of <c>proc_lib</c>: who crashed, why, whose child it was, and whom its end concerns.</summary>
internal static partial class CrashReport
{
    public static void Write(ProcessContext self, ErlTerm initialCall, ErlList ancestors, ErlTerm reason, Exception cause)
    {
        ProcessInformation? facts = self.Node.GetProcessInformation(self.Self);
        string name = facts?.RegisteredName?.ToString() ?? facts?.Label ?? "no name";
        Crashed(
            self.Node.LoggerFactory.CreateLogger("Chan.Distribution.Otp.CrashReport"),
            initialCall,
            self.Self,
            name,
            ReasonText.Of(reason),
            ancestors,
            facts?.MailboxLength ?? 0,
            ErlTerm.List([.. facts?.Links ?? []]),
            cause is TermException ? null : cause);
    }

    [LoggerMessage(
        2101, LogLevel.Error,
        "Crash of {InitialCall}, process {Pid} ({Name}): {Reason}; ancestors {Ancestors}, unread messages {MailboxLength}, links {Links}")]
    private static partial void Crashed(
        ILogger logger, ErlTerm initialCall, ErlPid pid, string name, string reason, ErlTerm ancestors, int mailboxLength, ErlTerm links, Exception? cause);
}
