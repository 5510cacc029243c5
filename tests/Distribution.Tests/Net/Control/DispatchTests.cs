using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Control;

/// <summary>What messages of <c>p@host</c> do to a node <c>a@host</c>.</summary>
public sealed class DispatchTests : IAsyncDisposable
{
    private const uint Creation = 77;
    private static readonly ErlAtom Peer = ErlTerm.Atom("p@host");
    private static readonly ErlPid Sender = new(Peer, 5, 0, 2);
    private static readonly ErlReference Reference = new(Peer, 2, 1, 2, 3);
    private static readonly ErlPid Old = new(ErlTerm.Atom("a@host"), 1, 0, Creation - 1);
    private static readonly ErlTerm Token = ErlTerm.Parse("{0, 17, 1, x, 0}");

    private readonly TestLog _log = new();
    private readonly ScriptedRemoteNodes _remote = new();
    private readonly Node _node;

    public DispatchTests()
    {
        _node = new Node(new NodeRuntimeOptions { LoggerFactory = _log });
        _node.BecomeAlive(ErlTerm.Atom("a@host"), Creation, _remote);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task Messages_with_a_trace_token_are_messages() => Run(async self =>
    {
        _node.Register(ErlTerm.Atom("me"), self.Self);
        ErlReference alias = self.Alias();
        Dispatch(new ControlMessage { Operation = ControlOperation.SendTt, To = self.Self, Token = Token, Payload = 1 });
        Dispatch(new ControlMessage { Operation = ControlOperation.SendSenderTt, From = Sender, To = self.Self, Token = Token, Payload = 2 });
        Dispatch(new ControlMessage { Operation = ControlOperation.RegSendTt, From = Sender, To = ErlTerm.Atom("me"), Token = Token, Payload = 3 });
        Dispatch(new ControlMessage { Operation = ControlOperation.AliasSendTt, From = Sender, To = alias, Token = Token, Payload = 4 });
        Dispatch(new ControlMessage { Operation = ControlOperation.SendSender, From = _node.HostPid, To = self.Self, Payload = 5 });
        for (int i = 1; i <= 5; i++)
        {
            Assert.Equal(i, await self.ReceiveAsync());
        }
    });

    [Fact]
    public Task Exits_with_a_trace_token_are_exits() => Run(async self =>
    {
        self.TrapExit = true;
        ErlTerm reason = ErlTerm.Atom("r");
        ControlMessage[] exits =
        [
            new() { Operation = ControlOperation.ExitTt, Reason = reason },
            new() { Operation = ControlOperation.PayloadExitTt, Payload = reason },
            new() { Operation = ControlOperation.Exit2Tt, Reason = reason },
            new() { Operation = ControlOperation.PayloadExit2Tt, Payload = reason },
        ];
        foreach (ControlMessage exit in exits)
        {
            self.Link(Sender);
            ControlMessage message = exit;
            (message.From, message.To, message.Token) = (Sender, self.Self, Token);
            Dispatch(message);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, Sender, reason), await self.ReceiveAsync());
        }
    });

    [Fact]
    public void What_is_for_an_earlier_incarnation_is_ignored_or_answered_as_for_a_dead_process()
    {
        Dispatch(new ControlMessage { Operation = ControlOperation.Send, To = Old, Payload = 1 });
        Dispatch(new ControlMessage { Operation = ControlOperation.PayloadExit2, From = Sender, To = Old, Payload = 1 });
        Dispatch(new ControlMessage { Operation = ControlOperation.DemonitorP, From = Sender, To = Old, Reference = Reference });
        Assert.Empty(_remote.Take());
        Dispatch(new ControlMessage { Operation = ControlOperation.Link, From = Sender, To = Old });
        Assert.Equal([ScriptedRemoteNodes.Call("link_exit", Old, Sender, Atoms.Noproc)], _remote.Take());
        Dispatch(new ControlMessage { Operation = ControlOperation.MonitorP, From = Sender, To = Old, Reference = Reference });
        Assert.Equal([ScriptedRemoteNodes.Call("monitor_exit", Old, Sender, Reference, Atoms.Noproc)], _remote.Take());
    }

    [Fact]
    public void An_unlink_of_a_dead_process_is_acknowledged()
    {
        var dead = new ErlPid(_node.Name, 999, 0, Creation);
        Dispatch(new ControlMessage { Operation = ControlOperation.UnlinkId, Number = 12, From = Sender, To = dead });
        Assert.Equal([ScriptedRemoteNodes.Call("unlink_ack", dead, Sender, 12)], _remote.Take());
    }

    [Fact]
    public Task Alternative_signals_reach_pids_names_and_aliases() => Run(async self =>
    {
        ErlAtom me = ErlTerm.Atom("me");
        _node.Register(me, self.Self);
        self.TrapExit = true;
        ErlReference alias = self.Alias();
        ErlReference ended = self.Alias();
        self.Unalias(ended);
        Altact(AltactFlags.None, self.Self, 1);
        Altact(AltactFlags.Name | AltactFlags.Priority, me, 2);
        Altact(AltactFlags.Alias, alias, 3);
        Altact(AltactFlags.Alias, ended, 4);
        Altact(AltactFlags.Name, ErlTerm.Atom("nobody"), 5);
        Altact(AltactFlags.Exit, self.Self, 6);
        Altact(AltactFlags.Exit | AltactFlags.Name, me, 7);
        Altact(AltactFlags.Exit | AltactFlags.Alias, alias, 8);
        Altact(AltactFlags.Exit | AltactFlags.Alias, ended, 9);
        Altact(AltactFlags.Exit | AltactFlags.Name, ErlTerm.Atom("nobody"), 10);
        Altact(AltactFlags.None, self.Self, 11);
        foreach (int message in new[] { 1, 2, 3 })
        {
            Assert.Equal(message, await self.ReceiveAsync());
        }

        foreach (int reason in new[] { 6, 7, 8 })
        {
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, Sender, reason), await self.ReceiveAsync());
        }

        Assert.Equal(11, await self.ReceiveAsync());
    });

    [Fact]
    public void A_peer_without_unlink_ids_may_unlink_without_one()
        => new ControlDispatcher(_node, Peer, DistributionFlags.Visible & ~DistributionFlags.UnlinkId)
            .Dispatch(new ControlMessage { Operation = ControlOperation.Unlink, From = Sender, To = new ErlPid(_node.Name, 999, 0, Creation) });

    [Fact]
    public void The_ancient_link_of_nodes_means_nothing()
    {
        Dispatch(new ControlMessage { Operation = ControlOperation.NodeLink });
        Assert.Empty(_remote.Take());
    }

    private void Altact(AltactFlags flags, ErlTerm to, ErlTerm payload)
        => Dispatch(new ControlMessage
        {
            Operation = ControlOperation.AltactSigSend,
            Number = 0x1_0000 + (int)flags,
            From = Sender,
            To = to,
            Payload = payload,
        });

    private void Dispatch(ControlMessage message)
        => new ControlDispatcher(_node, Peer, DistributionFlags.Visible | DistributionFlags.AltactSig).Dispatch(message);

    private Task<bool> Run(Func<ProcessContext, Task> body) => _node.RunAsync(async self =>
    {
        await body(self);
        return true;
    }).WaitAsync(TestTimeouts.Long);
}
