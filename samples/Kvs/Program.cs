using System.Runtime.InteropServices;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;
using Kvs;

// NAME: a node with a kvs server. NAME OTHER: asks the kvs server of another node, whatever that one is written in.
await using Node node = await Node.StartAsync(new NodeOptions { Name = args[0] }, Console.Out);
ErlAtom kvs = ErlTerm.Atom("kvs");

if (args is [_, var other])
{
    ErlTerm there = ErlTerm.Tuple(kvs, ErlTerm.Atom(other));
    Console.WriteLine(await node.CallAsync(there, ErlTerm.Parse("{store, weather, cloudy}")));
    Console.WriteLine(await node.CallAsync(there, ErlTerm.Parse("{lookup, weather}")));
    return;
}

// The supervisor starts a fresh server whenever this one ends.
var server = new ChildSpec(kvs, supervisor => GenServer.StartLinkAsync(supervisor, () => new KeyValueServer(), new StartOptions { Name = kvs }));
await Supervisor.StartAsync(node, new SupervisorSpec(server), new StartOptions { Name = ErlTerm.Atom("kvs_sup") });

var end = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
Console.WriteLine($"{node.Name.Name} serves kvs; Ctrl-C ends it.");
await end.Task;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.TrySetResult();
}
