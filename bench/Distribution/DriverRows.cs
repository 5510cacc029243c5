using System.Diagnostics;
using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Benchmarks.Distribution;

/// <summary>Our half of the rows of bench/erlang/distribution.erl: a node of this program against a peer.</summary>
internal sealed partial class DriverRows : IRows
{
    private static readonly ErlAtom Module = ErlTerm.Atom("distribution");
    private static readonly ErlAtom Ping = ErlTerm.Atom("ping");
    private static readonly ErlAtom Go = ErlTerm.Atom("go");
    private readonly Node _node;
    private readonly ErlAtom _peer;
    private readonly ErlPid _echo;
    private readonly ErlPid _idle;
    private readonly ErlTerm _server;

    private DriverRows(Node node, ErlAtom peer, ErlPid echo, ErlPid idle)
    {
        _server = ErlTerm.Tuple(ErlTerm.Atom("echo_server"), peer);
        _node = node;
        _peer = peer;
        _echo = echo;
        _idle = idle;
    }

    public static async Task<DriverRows> CreateAsync(Node node, string peerName)
    {
        ErlAtom peer = ErlTerm.Atom(peerName);
        ErlPid echo = await node.RunAsync(self => self.SpawnAsync(peer, Module, ErlTerm.Atom("echo"), []).AsTask());
        ErlPid idle = await node.RunAsync(self => self.SpawnAsync(peer, Module, ErlTerm.Atom("idle"), []).AsTask());
        return new DriverRows(node, peer, echo, idle);
    }

    public async Task<double> RateAsync(string row, int count)
    {
        long start = Stopwatch.GetTimestamp();
        Task run = row switch
        {
            "pingpong" => _node.RunAsync(self => PingAsync(self, count)),
            "oneway_small" => OneWayAsync(count, count),
            "oneway_1KiB" => OneWayAsync(ErlTerm.Binary(Enumerable.Repeat((byte)7, 1024).ToArray()), count),
            "oneway_64KiB" => OneWayAsync(ErlTerm.Binary(Enumerable.Repeat((byte)7, 65536).ToArray()), count),
            "rpc_call" => _node.RunAsync(self => RpcCallsAsync(self, count)),
            "erpc_call" => _node.RunAsync(self => ErpcCallsAsync(self, count)),
            "erpc_call_64callers" => Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _node.RunAsync(self => ErpcCallsAsync(self, count / 64)))),
            "gen_server_call" => _node.RunAsync(self => ServerCallsAsync(self, count)),
            "gen_server_call_64callers" => Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _node.RunAsync(self => ServerCallsAsync(self, count / 64)))),
            "spawn_request_64" => _node.RunAsync(self => SpawnRequestsAsync(self, count)),
            "monitor_demonitor" => _node.RunAsync(self => MonitorsAsync(self, count)),
            "link_unlink" => _node.RunAsync(self => LinksAsync(self, count)),
            "connect_disconnect" => ConnectsAsync(count),
            _ => throw new ArgumentOutOfRangeException(nameof(row), row, "No such row."),
        };
        await run;
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<bool> PingAsync(ProcessContext self, int count)
    {
        for (int i = 0; i < count; i++)
        {
            self.Send(_echo, ErlTerm.Tuple(Ping, self.Self, i));
            await self.ReceiveAsync();
        }

        return true;
    }

    private Task<bool> OneWayAsync(ErlTerm what, int count) => _node.RunAsync(async self =>
    {
        ErlPid sink = await self.SpawnAsync(_peer, Module, ErlTerm.Atom("sink"), [count]);
        self.Send(sink, ErlTerm.Tuple(Go, self.Self));
        for (int i = 0; i < count; i++)
        {
            await self.SendAsync(sink, ErlTerm.Tuple(self.Self, what));
        }

        await self.ReceiveAsync();
        return true;
    });

    private async Task<bool> RpcCallsAsync(ProcessContext self, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await self.RpcCallAsync(_peer, Atoms.Erlang, ErlTerm.Atom("node"), []);
        }

        return true;
    }

    private async Task<bool> ErpcCallsAsync(ProcessContext self, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await self.ErpcCallAsync(_peer, Atoms.Erlang, ErlTerm.Atom("node"), []);
        }

        return true;
    }

    private async Task<bool> ServerCallsAsync(ProcessContext self, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await self.CallAsync(_server, ErlTerm.Tuple(Ping, i));
        }

        return true;
    }

    private async Task<bool> SpawnRequestsAsync(ProcessContext self, int count)
    {
        ErlAtom nothing = ErlTerm.Atom("nothing");
        for (int i = 0; i < count + 64; i++)
        {
            if (i >= 64)
            {
                await self.ReceiveAsync();
            }

            if (i < count)
            {
                self.SpawnRequest(_peer, Module, nothing, []);
            }
        }

        return true;
    }

    private async Task<bool> MonitorsAsync(ProcessContext self, int count)
    {
        for (int i = 0; i < count; i++)
        {
            self.Demonitor(self.Monitor(_idle), DemonitorOptions.Flush);
        }

        return await PingAsync(self, 1);
    }

    private async Task<bool> LinksAsync(ProcessContext self, int count)
    {
        for (int i = 0; i < count; i++)
        {
            self.Link(_idle);
            self.Unlink(_idle);
        }

        return await PingAsync(self, 1);
    }
}
