using System.Runtime.InteropServices;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;
using TodoList;

// NAME: the first member. NAME OTHER: one more member, which begins with the list of another one. NAME ITEM NODE...: adds to all, and shows all.
await using Node node = await Node.StartAsync(new NodeOptions { Name = args[0] }, Console.Out);
ErlAtom todo = ErlTerm.Atom("todo");

if (args is [_, var item, _, ..])
{
    ErlAtom[] members = [.. args[2..].Select(name => ErlTerm.Atom(name))];
    MultiCallResult all = await node.RunAsync(self =>
    {
        // From one process to each member in this order: who is asked has been told before.
        self.Abcast(members, todo, ErlTerm.Tuple(ErlTerm.Atom("add"), ErlTerm.CharList(item)));
        return self.MultiCallAsync(members, todo, ErlTerm.Atom("items"), TimeSpan.FromSeconds(5));
    });
    foreach ((ErlAtom member, ErlTerm items) in all.Replies)
    {
        Console.WriteLine($"{member.Name} has {items}");
    }

    foreach (ErlAtom member in all.BadNodes)
    {
        Console.WriteLine($"{member.Name} does not answer");
    }

    return;
}

Items first = args is [_, var other]
    ? await node.CallAsync(ErlTerm.Tuple(todo, ErlTerm.Atom(other)), new Items.Question())
    : Items.None;
await GenServer.StartAsync(node, () => new TodoServer(first), new StartOptions { Name = todo });

var end = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
Console.WriteLine($"{node.Name.Name} begins with {first.ToTerm()}; Ctrl-C ends it.");
await end.Task;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.TrySetResult();
}
