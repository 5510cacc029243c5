using Chan.Distribution.Cluster.InputOutput.Formatting;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>
/// The processes <c>logger</c> and <c>logger_proxy</c>: log events of remote processes whose group leader is here arrive at them.
/// </summary>
internal sealed class LogServer(ILogger logger) : SystemServer
{
    /// <summary>A longer text is cut: it came from another node.</summary>
    private const int MaxTextLength = 8192;

    /// <summary>A format that makes more of its arguments than this is not followed: the event is told as it came.</summary>
    private const int MaxFormatted = 8 * MaxTextLength;

    private static readonly ErlAtom Log = ErlTerm.Atom("log");
    private static readonly ErlAtom Pid = ErlTerm.Atom("pid");
    private static readonly ErlAtom FormatAtom = ErlTerm.Atom("format");
    private static readonly ErlAtom Args = ErlTerm.Atom("args");

    protected override ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple and [ErlAtom label, ErlAtom level, var format, var arguments, var metadata] when label == Log:
                Write(level, Text(format, arguments), metadata);
                break;
            case ErlTuple and [ErlAtom label, ErlAtom level, ErlMap report, var metadata]
                when label == Log && report.TryGetValue(FormatAtom, out ErlTerm? format) && report.TryGetValue(Args, out ErlTerm? arguments):
                Write(level, Text(format, arguments), metadata);
                break;
            case ErlTuple and [ErlAtom label, ErlAtom level, var report, var metadata] when label == Log:
                Write(level, report.ToString(), metadata);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private static string Text(ErlTerm format, ErlTerm arguments)
    {
        try
        {
            return IoFormat.Format(format, arguments, MaxFormatted).TrimEnd();
        }
#pragma warning disable CA1031 // The event came from another node: whatever is wrong with it, it is told as it is.
        catch (Exception)
#pragma warning restore CA1031
        {
            return $"FORMAT ERROR: {format} - {arguments}";
        }
    }

    private void Write(ErlAtom level, string text, ErlTerm metadata)
    {
        string source = ReasonText.Of(metadata is ErlMap map && map.TryGetValue(Pid, out ErlTerm? pid) ? pid : Atoms.Undefined);
        SystemLog.RemoteEvent(
            logger,
            level.Name switch
            {
                "emergency" or "alert" or "critical" => LogLevel.Critical,
                "error" => LogLevel.Error,
                "warning" => LogLevel.Warning,
                "debug" => LogLevel.Debug,
                _ => LogLevel.Information,
            },
            source,
            text.Length <= MaxTextLength ? text : string.Concat(text.AsSpan(0, MaxTextLength), "..."));
    }
}
