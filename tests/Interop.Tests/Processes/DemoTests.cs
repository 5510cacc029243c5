using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Processes;

/// <summary>A process that is started on another node by the name of its function and applies there what it is asked.</summary>
[Trait("Scenario", "P10")]
public sealed class DemoTests
{
    /// <summary>Functions and what the beginning of their answers is; the server is there after each.</summary>
    private static readonly (string Module, string Function, string Arguments, string Answer)[] Calls =
    [
        ("erlang", "'+'", "[1,2]", "3"),
        ("erlang", "throw", "[ball]", "ball"),
        ("erlang", "exit", "[gone]", "{'EXIT',gone}"),
        ("erlang", "error", "[oops]", "{'EXIT',{oops,["),
        ("no", "such", "[]", "{'EXIT',{undef,[{no,such,[],[]}"),
        ("erlang", "is_atom", "[a]", "true"),
    ];

    [Theory]
    [InlineData("net@localhost", "erl@localhost")]
    [InlineData("erl@localhost", "net@localhost")]
    [InlineData("net@localhost", "other@localhost")]
    public async Task It_applies_what_it_is_asked_on_its_own_node_and_survives_whatever_comes_of_it(string starter, string host)
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node net = await cluster.StartNodeAsync("net");
        net.Modules.Add(typeof(Demo));
        Node other = await cluster.StartNodeAsync("other");
        other.Modules.Add(typeof(Demo));
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Processes", "ddemo.erl"));

        string[] answers = starter == "erl@localhost" ? await AskFromErlangAsync(erl, host) : await AskFromNetAsync(net, host);

        Assert.Equal([host, host], answers[..2]);
        Assert.All(Calls.Zip(answers[2..]), pair => Assert.StartsWith(pair.First.Answer, pair.Second, StringComparison.Ordinal));
    }

    /// <summary>The node of the process, what it says of its node, and the answers to the calls.</summary>
    private static async Task<string[]> AskFromErlangAsync(ErlangPeer erl, string host)
    {
        string node = await erl.EvaluateAsync($"Demo = ddemo:start('{host}'), node(Demo)");
        List<string> answers = [node, await erl.EvaluateAsync("ddemo:ask(Demo, erlang, node, [])")];
        foreach ((string module, string function, string arguments, _) in Calls)
        {
            answers.Add(await erl.EvaluateAsync($"ddemo:ask(Demo, {module}, {function}, {arguments})"));
        }

        return [.. answers];
    }

    private static Task<string[]> AskFromNetAsync(Node net, string host) => net.RunAsync<string[]>(async self =>
    {
        ErlPid demo = await Demo.StartAsync(self, host);
        List<string> answers = [net.NodeOf(demo).Name, $"{await Demo.AskAsync(self, demo, Atoms.Erlang, Atoms.Node, ErlList.Empty)}"];
        foreach ((string module, string function, string arguments, _) in Calls)
        {
            answers.Add($"{await Demo.AskAsync(self, demo, ErlTerm.Parse(module), ErlTerm.Parse(function), ErlTerm.Parse(arguments))}");
        }

        return [.. answers];
    }).WaitAsync(TestTimeouts.Process);
}
