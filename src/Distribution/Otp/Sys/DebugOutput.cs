using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.Sys;

/// <summary>Writes text of debug functions to the group leader of the process.</summary>
internal static partial class DebugOutput
{
    private static readonly ErlAtom IoRequest = ErlTerm.Atom("io_request");
    private static readonly ErlAtom PutChars = ErlTerm.Atom("put_chars");
    private static readonly ErlAtom Unicode = ErlTerm.Atom("unicode");

    /// <summary>Writes without waiting: the answer goes to the node's host, which reads none. Where the node prints nowhere the text goes to the log.</summary>
    public static void Write(ProcessContext self, string text)
    {
        if (self.GroupLeader.Equals(self.Node.HostPid) || self.Node.DefaultGroupLeader.Equals(self.Node.HostPid))
        {
            Text(self.Node.LoggerFactory.CreateLogger("Chan.Distribution.Otp.Debug"), text.TrimEnd('\n'));
            return;
        }

        self.TrySend(
            self.GroupLeader,
            ErlTerm.Tuple(IoRequest, self.Node.HostPid, self.Node.MakeReference(), ErlTerm.Tuple(PutChars, Unicode, ErlTerm.Utf8(text))));
    }

    [LoggerMessage(2602, LogLevel.Information, "{Text}")]
    private static partial void Text(ILogger logger, string text);
}
