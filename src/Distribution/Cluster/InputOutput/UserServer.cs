using Chan.Distribution.Processes;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>The process <c>user</c>: the last group leader, which writes to where the program wants its output.</summary>
internal sealed class UserServer(IOutput output, ILogger logger) : IoServer
{
    protected override async ValueTask<bool> WriteAsync(ProcessContext self, string text)
    {
        try
        {
            await output.WriteAsync(text, self.Exiting).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Whatever the program's writer throws, its output is what fails, and not the process.
        catch (Exception error) when (error is not ProcessEndedException && !self.IsDead)
#pragma warning restore CA1031
        {
            OutputLog.NotWritten(logger, error.Message);
            return false;
        }
    }
}
