using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Server.Services;

/// <summary>Runs a <see cref="ChanServiceHandler"/> as the controlling process of a session.</summary>
internal sealed class HandlerProgram(string service, Func<ChanServiceHandler> create) : ServiceProgram
{
    /// <inheritdoc/>
    public override bool KnowsIds => true;

    /// <inheritdoc/>
    public override bool CanBeClassic => false;

    /// <inheritdoc/>
    public override ErlPid SpawnLinked(ProcessContext middleMan, ErlTerm argument)
    {
        ErlPid client = middleMan.Self;
        return middleMan.SpawnLink(self => RunAsync(self, client, argument), new SpawnOptions { Label = $"handler of {service}" });
    }

    private async Task RunAsync(ProcessContext self, ErlPid client, ErlTerm argument)
    {
        ChanServiceHandler handler = create();
        try
        {
            handler.Begin(new HandlerSession(self.Node, service, client));
            await handler.OnStartedAsync(argument, self.Exiting).ConfigureAwait(false);
            while (await HandleAsync(self, client, handler).ConfigureAwait(false))
            {
                // One message at a time, until the client has gone.
            }
        }
        finally
        {
            await DisposeAsync(handler).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> HandleAsync(ProcessContext self, ErlPid client, ChanServiceHandler handler)
    {
        switch (await self.ReceiveAsync().ConfigureAwait(false))
        {
            case ErlTuple { Count: 4 } rpc when ReferenceEquals(rpc[0], Atoms.Chan) && rpc[1].Equals(client):
                ErlTerm answer = await handler.HandleRpcAsync(rpc[3], self.Exiting).ConfigureAwait(false);
                self.Send(client, ErlTerm.Tuple(Atoms.Reply, rpc[2], answer));
                return true;

            case ErlTuple { Count: 3 } cast when ReferenceEquals(cast[0], Atoms.Chan) && cast[1].Equals(client):
                await handler.HandleCastAsync(cast[2], self.Exiting).ConfigureAwait(false);
                return true;

            case ErlTuple { Count: 2 } closed when ReferenceEquals(closed[0], Atoms.ChanClosed) && closed[1].Equals(client):
                await handler.OnClosedAsync().ConfigureAwait(false);
                return false;

            default:
                // Something that another process sent; a handler knows no messages but its client's.
                return true;
        }
    }

    private static async ValueTask DisposeAsync(ChanServiceHandler handler)
    {
        switch (handler)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
