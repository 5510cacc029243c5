using System.Globalization;
using System.Runtime.InteropServices;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Processes;
using Chan.Terms;
using DoorLock;

// NAME: a node with a door that 1 2 3 opens. NAME OTHER DIGIT...: presses buttons at the door of another node, whatever that one is written in.
await using Node node = await Node.StartAsync(new NodeOptions { Name = args[0] }, Console.Out);
ErlAtom door = ErlTerm.Atom("door");

if (args is [_, var other, .. var digits])
{
    ErlTerm there = ErlTerm.Tuple(door, ErlTerm.Atom(other));
    foreach (string digit in digits)
    {
        ErlTerm button = ErlTerm.Tuple(ErlTerm.Atom("button"), long.Parse(digit, CultureInfo.InvariantCulture));
        Console.WriteLine(await GenStatem.CallAsync(node, there, button));
    }

    Console.WriteLine(await GenStatem.CallAsync(node, there, ErlTerm.Atom("until_locked")));
    return;
}

StartResult started = await GenStatem.StartAsync(
    node, () => new CodeLock([1, 2, 3], TimeSpan.FromSeconds(2)), new StartOptions { Name = door });
_ = started.Pid;

var end = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
Console.WriteLine($"{node.Name.Name} has a door; Ctrl-C ends it.");
await end.Task;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.TrySetResult();
}
