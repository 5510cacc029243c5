using System.Net;
using Chan.Server.Sessions;
using Chan.TestKit;

namespace Chan.Server.Tests.Sessions;

/// <summary>The gateway's end of a connection in memory.</summary>
internal sealed class MemoryTransport(MemoryStreamPair pair, IPAddress source) : ClientTransport(pair.Second, source)
{
    public override async ValueTask DisposeAsync() => await Stream.DisposeAsync();

    protected override Task EndSendingAsync(CancellationToken cancellationToken)
    {
        pair.SecondToFirst.End();
        return Task.CompletedTask;
    }
}
