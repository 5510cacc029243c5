using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>The log events of input and output: 2311 to 2319.</summary>
internal static partial class OutputLog
{
    [LoggerMessage(2311, LogLevel.Information, "{Line}")]
    public static partial void Line(ILogger logger, string line);

    [LoggerMessage(2312, LogLevel.Warning, "Output of a process could not be written: {Error}")]
    public static partial void NotWritten(ILogger logger, string error);
}
