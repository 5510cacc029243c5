using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Random uses of requests and collections, by a process of Erlang and by one of ours, at the same functions: step by step they see the same.</summary>
[Trait("Scenario", "R4")]
public sealed class ErpcRequestsTests
{
    private const int Lives = 8;
    private const int StepsOfALife = 40;

    private static readonly ErlAtom Player = ErlTerm.Atom("erpc_player");
    private static readonly ErlAtom Other = ErlTerm.Atom("other@localhost");
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Cluster", "erpc_player.erl");

    [Fact]
    public async Task Answers_are_received_waited_for_checked_and_given_up_as_by_Erlang()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node net = await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        ErlangPeer other = await cluster.StartErlangAsync("other");
        await erl.LoadAsync(Source);
        await other.LoadAsync(Source);
        await other.EvaluateAsync("logger:set_primary_config(level, none)");
        var kinds = new HashSet<string>();
        for (int seed = 0; seed < Lives; seed++)
        {
            var script = new ErpcScript(seed);
            await net.RunAsync(async self =>
            {
                var player = new ErpcPlayer(self, Other);
                for (int step = 0; step < StepsOfALife; step++)
                {
                    foreach (ErlTuple each in script.Next())
                    {
                        kinds.Add(each[0].ToString());
                        string theirs = await DoAsync(each, "erl", text => erl.EvaluateAsync($"erpc_player:step({text})"));
                        string ours = await DoAsync(each, "net", text => player.StepAsync((ErlTuple)ErlTerm.Parse(text)));
                        Assert.Equal((seed, step, each.ToString(), theirs), (seed, step, each.ToString(), ours));
                    }
                }

                return true;
            }).WaitAsync(TestTimeouts.Process);
            await erl.EvaluateAsync("erase(), ok");
        }

        Assert.Equal(12, kinds.Count);

        // What both sides release is a process of their own.
        async Task<string> DoAsync(ErlTuple step, string side, Func<string, Task<string>> play)
        {
            string text = step.ToString().Replace("key_", $"{side}_", StringComparison.Ordinal);
            return step[0] is ErlAtom("release")
                ? await other.EvaluateAsync($"(fun({{_, K, O}}) -> {Player}:release(K, O) end)({text})")
                : await play(text);
        }
    }
}
