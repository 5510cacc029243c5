using System.Runtime.InteropServices;
using Ackermann;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

// NAME: a node on which others can start the server. NAME OTHER: starts it on another node, whatever that one is written in, and asks it.
await using Node node = await Node.StartAsync(new NodeOptions { Name = args[0] }, Console.Out);
node.Modules.Add(typeof(AckermannServer));

if (args is [_, var other])
{
    ErlAtom there = ErlTerm.Atom(other);
    await node.RunAsync(async self =>
    {
        ErlTerm server = await AckermannServer.StartAsync(self, there);
        Console.WriteLine($"the server runs on {node.NodeOf((ErlPid)server)}");
        foreach ((int m, int n) in new[] { (0, 3), (3, 0), (3, 3) })
        {
            Console.WriteLine($"{m},{n} is {await AckermannServer.AskAsync(self, there, m, n)}");
        }

        Console.WriteLine(await AckermannServer.StopAsync(self, there));
        return true;
    });
    return;
}

var end = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
Console.WriteLine($"{node.Name.Name} waits for servers; Ctrl-C ends it.");
await end.Task;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.TrySetResult();
}
