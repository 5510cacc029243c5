using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>Asks another node whether it is there: connect, then a call of its <c>net_kernel</c> (specification 6.3).</summary>
internal static class Ping
{
    private static readonly ErlAtom GenCall = ErlTerm.Atom("$gen_call");
    private static readonly ErlAtom IsAuth = ErlTerm.Atom("is_auth");
    private static readonly ErlAtom NetKernel = ErlTerm.Atom("net_kernel");
    private static readonly ErlAtom Yes = ErlTerm.Atom("yes");

    public static async Task<PingResult> RunAsync(Node node, string name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ConnectResult connect = await node.ConnectAsync(name, cancellationToken).ConfigureAwait(false);
        if (!connect.IsConnected)
        {
            return new PingResult(PingOutcome.NotConnected, connect, TimeSpan.Zero);
        }

        var peer = ErlTerm.Atom(name);
        return await node.RunAsync(self => AskAsync(self, peer, connect, timeout), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<PingResult> AskAsync(ProcessContext self, ErlAtom peer, ConnectResult connect, TimeSpan timeout)
    {
        TimeProvider time = self.Node.TimeProvider;
        ErlTerm server = ErlTerm.Tuple(NetKernel, peer);
        ErlReference monitor = self.Monitor(server);
        long start = time.GetTimestamp();
        self.Send(server, ErlTerm.Tuple(GenCall, ErlTerm.Tuple(self.Self, monitor), ErlTerm.Tuple(IsAuth, self.Node.Name)));
        ErlTerm? answer = await self.ReceiveAsync(
            message => message is ErlTuple { Count: 2 } reply && monitor.Equals(reply[0]) || message is ErlTuple { Count: 5 } down && monitor.Equals(down[1]),
            timeout).ConfigureAwait(false);
        TimeSpan roundTrip = time.GetElapsedTime(start);
        switch (answer)
        {
            case ErlTuple { Count: 2 } reply when reply[1].Equals(Yes):
                DistributionLayer.Of(self.Node)?.NoteRoundTrip(peer, roundTrip);
                return new PingResult(PingOutcome.Pong, connect, roundTrip);
            case ErlTuple { Count: 5 } down when down[4].Equals(Atoms.Noconnection):
                return new PingResult(PingOutcome.ConnectionLost, connect, TimeSpan.Zero);
            default:
                return new PingResult(answer is null ? PingOutcome.TimedOut : PingOutcome.NoAnswer, connect, TimeSpan.Zero);
        }
    }
}
