using System.Runtime.InteropServices;
using Chan.Distribution.Cluster;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using NameServer;

// NAME: a node with a name server. NAME OTHER: asks the name server of another node, whatever that one is written in.
await using Node node = await Node.StartAsync(new NodeOptions { Name = args[0] }, Console.Out);
ErlAtom kvs = ErlTerm.Atom("kvs");
ErlAtom weather = ErlTerm.Atom("weather");

if (args is [_, var other])
{
    ErlAtom there = ErlTerm.Atom(other);
    Console.WriteLine(await node.RpcCallAsync(there, kvs, Atoms.Store, [weather, ErlTerm.Atom("sunny")]));
    Console.WriteLine(await node.RpcCallAsync(there, kvs, Atoms.Lookup, [weather]));
    return;
}

node.Modules.Add(typeof(Kvs));
Console.WriteLine(await node.RunAsync(async self =>
{
    Kvs.Start(self);
    await Kvs.StoreAsync(self, ErlTerm.Parse("{location, joe}"), ErlTerm.CharList("Stockholm"));
    return await Kvs.LookupAsync(self, ErlTerm.Parse("{location, joe}"));
}));

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
