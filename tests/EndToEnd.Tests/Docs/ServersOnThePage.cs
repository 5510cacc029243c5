using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class ServersOnThePage : ProcessTest
{
    [Fact]
    public async Task The_counter_counts()
    {
        Node node = Node;

        ErlAtom counter = ErlTerm.Atom("counter");
        await GenServer.StartAsync(node, () => new Counter(), new StartOptions { Name = counter });
        ErlTerm first = await node.CallAsync(counter, ErlTerm.Atom("next"));                                  // 1

        Assert.Equal((ErlTerm)1, first);
        Assert.Equal((ErlTerm)2, await node.CallAsync(counter, ErlTerm.Atom("next")));
    }

    [Fact]
    public async Task The_account_answers_with_its_balance_and_ends_by_what_is_no_deposit()
    {
        Node node = Node;
        ErlAtom account = ErlTerm.Atom("account");
        await GenServer.StartAsync(node, () => new Account(), new StartOptions { Name = account });

        Balance balance = await node.CallAsync(account, new Deposit(5));

        Assert.Equal(new Balance(5), balance);
        Log.Expect(2603);
        Log.Expect(2601);
        TermException failure = await Assert.ThrowsAsync<TermException>(() => node.CallAsync(account, new Deposit(0)));
        Assert.Equal(ErlTerm.Parse("{{bad_call,{deposit,0}},{gen_server,call,[account,{deposit,0}]}}"), failure.Reason);
    }

    // Takes the machine's name table and the user's cookie: compiled, not run.
    internal static async Task StartAsync()
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Name = "here@localhost" });
    }

    internal static async Task StartWithLogAsync()
    {
        using ILoggerFactory log = LoggerFactory.Create(logging => logging.AddSimpleConsole());
        await using Node node = await Node.StartAsync(new NodeOptions { Name = "here@localhost", Runtime = new() { LoggerFactory = log } });
    }
}
