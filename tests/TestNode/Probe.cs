using System.Threading.Channels;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.TestNode;

/// <summary>The registered process <c>probe</c>: does what it is told by its program or by other nodes, and prints whatever else it gets.</summary>
internal sealed class Probe
{
    private readonly Channel<(ErlTerm Command, TaskCompletionSource<ErlTerm> Answer)> _commands = Channel.CreateUnbounded<(ErlTerm, TaskCompletionSource<ErlTerm>)>();
    private readonly Node _node;
    private readonly ErlPid _pid;

    public Probe(Node node)
    {
        _node = node;
        node.Modules.AddFun(0, Report);
        _pid = node.Spawn(RunAsync, new SpawnOptions { Name = ErlTerm.Atom("probe") });
    }

    /// <summary>What is spawned on other nodes: tells who made it where it runs, and with what.</summary>
    private static FunBody Report { get; } = static (self, captured, _) =>
    {
#if OTHER_BUILD
        const string Word = "other";
#else
        const string Word = "ran";
#endif
        self.Send(captured[0], ErlTerm.Tuple(ErlTerm.Atom(Word), self.Node.Name, Environment.ProcessId, captured[1]));
        return new ValueTask<ErlTerm>(Atoms.Ok);
    };

    /// <summary>Has the probe hear of nodes that come and go.</summary>
    public void Watch() => _node.MonitorNodes(_pid, new NodeMonitorOptions { Form = NodeMonitorForm.List, ReportReason = true });

    /// <summary>Has the probe do something.</summary>
    public async Task<ErlTerm> DoAsync(ErlTerm command)
    {
        var answer = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _commands.Writer.WriteAsync((command, answer));
        _node.Send(_pid, ErlTerm.Atom("command"));
        return await answer.Task;
    }

    private async Task RunAsync(ProcessContext self)
    {
        self.TrapExit = true;
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlAtom("command") when _commands.Reader.TryRead(out (ErlTerm Command, TaskCompletionSource<ErlTerm> Answer) todo):
                    todo.Answer.SetResult(await CarryOutAsync(self, todo.Command));
                    break;
                case ErlTuple and [ErlAtom("echo"), ErlPid from, var term]:
                    self.Send(from, ErlTerm.Tuple(self.Self, term));
                    break;
                case ErlTuple and [ErlAtom("tie"), ErlPid from]:
                    self.Link(from);
                    self.Monitor(from);
                    self.MonitorNode(from.Node, true);
                    self.Send(from, ErlTerm.Atom("tied"));
                    break;
                case var message:
                    Console.WriteLine($"! {message}");
                    break;
            }
        }
    }

    private static async Task<ErlTerm> CarryOutAsync(ProcessContext self, ErlTerm command)
    {
        switch (command)
        {
            case ErlTuple and [ErlAtom("send"), var destination, var message]:
                self.Send(destination, message);
                return Atoms.Ok;
            case ErlTuple and [ErlAtom("spawn_fun"), ErlAtom node, var term]:
                (ErlPid pid, _) = await self.SpawnMonitorAsync(node, self.MakeFun(Report, self.Self, term));
                return pid.Node;
            default:
                return ErlTerm.Tuple(ErlTerm.Atom("unknown"), command);
        }
    }
}
