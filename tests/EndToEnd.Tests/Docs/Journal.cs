using Chan.Distribution.Otp.Servers;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class Journal(ILogger<Journal> logger) : GenServer
{
    protected override ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        return InitResult.Ok;
    }

    protected override ValueTask TerminateAsync(ErlTerm reason)
    {
        logger.LogInformation("The journal is closed");
        return ValueTask.CompletedTask;
    }
}
