using Chan.Distribution.Cluster;
using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Cluster.Pg;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Terms;

#pragma warning disable IDE0011 // The pages are narrow.

namespace Chan.EndToEnd.Tests.Docs;

/// <summary>What docs/distribution.md and docs/nodes.md show, and docs/otp.md of tasks on other nodes. It takes other machines and the user's cookie: compiled, not run.</summary>
internal static class NodesOnThePages
{
    internal static async Task JoinAsync()
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Name = "shop@localhost" }, Console.Out);
        node.Modules.Add(typeof(Kvs));                                                // what others may call and spawn; nothing else can be

        ConnectResult result = await node.ConnectAsync("stock@localhost");            // says which step failed, where Erlang says false
        ErlTerm answer = await node.RpcCallAsync(ErlTerm.Atom("stock@localhost"), ErlTerm.Atom("lists"), ErlTerm.Atom("seq"), [1, 5]);

        Console.WriteLine($"{result} {answer}");
    }

    internal static NodeOptions WithTls()
    {
        var options = new NodeOptions
        {
            Name = "shop@localhost",
            Tls = NodeTlsOptions.FromPemFiles("shop.pem", "shop.key", "ca.pem"),
        };

        return options;
    }

    internal static async Task JoinHiddenAsync()
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Name = "shop", Visibility = NodeVisibility.Hidden });
        ConnectResult result = await node.ConnectAsync("stock@localhost");
        if (!result.IsConnected) Console.Error.WriteLine(result.Text);      // which step failed, and what would be right
    }

    internal static async Task CallAsync(ProcessContext self, ErlAtom stock, ErlAtom kvs, ErlAtom lookup, ErlTerm key)
    {
        ErlTerm value = await self.RpcCallAsync(stock, kvs, lookup, [key], TimeSpan.FromSeconds(5));    // the value, or {badrpc, Reason}
        var (values, bad) = await self.RpcMultiCallAsync(Atoms.Math, ErlTerm.Atom("pi"), []);           // this node and all visible ones

        var requests = new ErpcRequestIds();
        foreach (ErlAtom node in self.Node.Nodes()) self.ErpcSendRequest(node, kvs, lookup, [key], label: node, requests);
        while (await self.ErpcReceiveResponseAsync(requests, TimeSpan.FromSeconds(5)) is { } response)
            Console.WriteLine($"{response.Label}: {response.Result}");                                  // stock@localhost: {ok,sunny}

        Console.WriteLine($"{value} {values} {bad}");
    }

    internal static async Task RunFarAsync(ProcessContext self)
    {
        ProcessTask<ErlTerm> far = await self.AsyncNoLinkAsync(ErlTerm.Parse("{tasks, ex@localhost}"), Atoms.Erlang, Atoms.Node);
        ErlTerm where = await self.AwaitAsync(far);                                                            // ex@localhost

        Console.WriteLine(where);
    }

    internal static async Task NameAsync(ProcessContext self, Node node, ErlPid pid, ErlTerm message)
    {
        await node.RegisterNameAsync(ErlTerm.Atom("stock"), pid);                  // false: taken. The third argument decides about clashes
        node.SendGlobal(ErlTerm.Atom("stock"), message);                           // wherever the process is; node.WhereIsName gives its pid
        (bool isDone, int sum) = await self.TransAsync(                            // in a process: it holds the lock, and loses it with its end
            new GlobalLockId(ErlTerm.Atom("stock"), self.Self), CountAsync, retries: 3);

        Console.WriteLine($"{isDone} {sum}");

        static Task<int> CountAsync() => Task.FromResult(1);
    }

    internal static async Task JoinGroupAsync(ProcessContext self, Node node, ErlPid pid)
    {
        await node.PgJoinAsync(ErlTerm.Atom("workers"), [pid]);                    // processes of this node; seen on all nodes soon after
        IReadOnlyList<ErlPid> everywhere = node.PgGetMembers(ErlTerm.Atom("workers"));
        (ErlReference reference, var members) = await self.PgMonitorAsync(ErlTerm.Atom("workers"));   // from here {Ref, join | leave, Group, Pids}

        Console.WriteLine($"{everywhere.Count} {reference} {members}");
    }

    private static class Kvs;
}
