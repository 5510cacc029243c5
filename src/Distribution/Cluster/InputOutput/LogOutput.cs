using System.Text;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>Output to the log, one entry for each line.</summary>
internal sealed class LogOutput(ILogger logger) : IOutput
{
    /// <summary>A line without an end becomes an entry at this length.</summary>
    private const int MaxLineLength = 8192;

    private readonly StringBuilder _line = new();

    public Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        foreach (char c in text)
        {
            if (c == '\n' || _line.Length >= MaxLineLength)
            {
                OutputLog.Line(logger, _line.ToString());
                _line.Clear();
            }

            if (c is not '\n' and not '\r')
            {
                _line.Append(c);
            }
        }

        return Task.CompletedTask;
    }
}
