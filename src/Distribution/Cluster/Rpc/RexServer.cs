using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>The process <c>rex</c>: calls of functions for old nodes, C nodes and <c>rpc:block_call</c>; newer callers spawn <c>erpc</c>.</summary>
internal sealed class RexServer : SystemServer
{
    private static readonly ErlAtom SendStdoutToCaller = ErlTerm.Atom("send_stdout_to_caller");
    private static readonly ErlAtom ExecuteCast = ErlTerm.Atom("execute_cast");
    private static readonly ErlAtom BlockCall = ErlTerm.Atom("block_call");
    private static readonly ErlAtom Sbcast = ErlTerm.Atom("sbcast");
    private static readonly ErlAtom NonexistingName = ErlTerm.Atom("nonexisting_name");
    private static readonly ErlAtom FeaturesRequest = ErlTerm.Atom("features_request");
    private static readonly ErlAtom FeaturesReply = ErlTerm.Atom("features_reply");

    /// <summary>The node has as many processes as it may have.</summary>
    private static readonly ErlTuple AtTheLimit = ErlTerm.Tuple(Atoms.Badrpc, ErlTerm.Tuple(Atoms.Exit, SpawnAtoms.SystemLimit));

    private readonly Dictionary<ErlReference, Action<ProcessContext, ErlTerm>> _running = [];

    protected override async ValueTask OnCallAsync(ProcessContext self, GenFrom caller, ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom form, var module, var function, var arguments, var leader] when form == Atoms.Call:
                StartCall(self, new RemoteCall(module, function, arguments, leader), caller.Reply);
                break;
            case ErlTuple and [ErlAtom form, var module, var function, var arguments, var leader] when form == BlockCall:
                ErlPid own = self.GroupLeader;
                self.GroupLeader = LeaderOf(self, leader);
                CallOutcome outcome = await CallOutcome.OfAsync(self, module, function, arguments).ConfigureAwait(false);
                self.GroupLeader = own;
                caller.Reply(self, outcome.ToRpcResult());
                break;
        }
    }

    protected override ValueTask OnCastAsync(ProcessContext self, ErlTerm request)
    {
        if (request is ErlTuple and [ErlAtom form, var module, var function, var arguments, var leader] && form == Atoms.Cast)
        {
            try
            {
                self.Spawn(Atoms.Erpc, ExecuteCast, [module, function, arguments], new SpawnOptions { GroupLeader = LeaderOf(self, leader) });
            }
            catch (InvalidOperationException)
            {
                // As many processes as there may be: a cast has nobody to be told.
            }
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple and [var from, ErlAtom request] when request == FeaturesRequest:
                self.TrySend(from, ErlTerm.Tuple(FeaturesReply, self.Node.Name, ErlTerm.List(Atoms.Erpc)));
                break;
            case ErlTuple and [var from, ErlTuple and [ErlAtom form, var name, var body]] when form == Sbcast:
                Forward(self, from, name, body, isAnswered: true);
                break;
            case ErlTuple and [var from, ErlTuple and [ErlAtom form, var name, var body]] when form == Atoms.Send:
                Forward(self, from, name, ErlTerm.Tuple(from, body), isAnswered: false);
                break;
            case ErlTuple and [var from, ErlTuple and [ErlAtom form, var module, var function, var arguments, var leader]] when form == Atoms.Call:
                StartCNodeCall(self, from, new RemoteCall(module, function, arguments, leader));
                break;
            case ErlTuple and [ErlAtom label, ErlReference monitor, _, _, var reason] when label == Atoms.Down:
                if (_running.Remove(monitor, out Action<ProcessContext, ErlTerm>? reply) && !reason.Equals(Atoms.Normal))
                {
                    reply(self, ErlTerm.Tuple(Atoms.Badrpc, ErlTerm.Tuple(Atoms.Exit, reason)));
                }

                break;
        }

        return ValueTask.CompletedTask;
    }

    private static ErlPid LeaderOf(ProcessContext self, ErlTerm leader)
        => leader as ErlPid ?? self.Node.WhereIs(Atoms.User) ?? self.GroupLeader;

    private static void Forward(ProcessContext self, ErlTerm from, ErlTerm name, ErlTerm message, bool isAnswered)
    {
        ErlTerm outcome = self.Node.Name;
        try
        {
            self.Send(name, message);
        }
        catch (Exception fault) when (fault is ArgumentException or TermException { Class: TermExceptionClass.Error })
        {
            outcome = ErlTerm.Tuple(NonexistingName, name);
            isAnswered = true;
        }

        if (isAnswered)
        {
            self.TrySend(from, ErlTerm.Tuple(Atoms.Rex, self.Node.Name, outcome));
        }
    }

    /// <summary>The form without gen tags: the answer is <c>{rex, Result}</c>, and output may go where the answer goes.</summary>
    private void StartCNodeCall(ProcessContext self, ErlTerm from, RemoteCall call)
    {
        if (call.Leader.Equals(SendStdoutToCaller))
        {
            ErlPid leader;
            try
            {
                leader = self.Spawn(new CallerOutput(from).RunAsync, new SpawnOptions { Label = "output of an rpc" });
            }
            catch (InvalidOperationException)
            {
                self.TrySend(from, ErlTerm.Tuple(Atoms.Rex, AtTheLimit));
                return;
            }

            StartCall(self, call with { Leader = leader }, (process, result) => CallerOutput.Finish(process, leader, result));
        }
        else
        {
            StartCall(self, call, (process, result) => process.TrySend(from, ErlTerm.Tuple(Atoms.Rex, result)));
        }
    }

    private void StartCall(ProcessContext self, RemoteCall call, Action<ProcessContext, ErlTerm> reply)
    {
        try
        {
            (_, ErlReference monitor) = self.SpawnMonitor(worker => call.RunAsync(worker, reply), new SpawnOptions { Label = "rpc" });
            _running[monitor] = reply;
        }
        catch (InvalidOperationException)
        {
            reply(self, AtTheLimit);
        }
    }

    /// <summary>One call in a process of its own.</summary>
    private sealed record RemoteCall(ErlTerm Module, ErlTerm Function, ErlTerm Arguments, ErlTerm Leader)
    {
        public async Task RunAsync(ProcessContext worker, Action<ProcessContext, ErlTerm> reply)
        {
            worker.GroupLeader = LeaderOf(worker, Leader);
            CallOutcome outcome = await CallOutcome.OfAsync(worker, Module, Function, Arguments).ConfigureAwait(false);
            reply(worker, outcome.ToRpcResult());
        }
    }
}
