using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Interop.Tests.Terms;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Channels;

/// <summary>Much traffic to and from a real Erlang node: atom caches, fragments of both sides, order.</summary>
public sealed class TrafficTests
{
    private const string EchoSource
        = "register(echo, spawn(fun F() -> receive {From, M} -> From ! {echo, M}, F() end end))";

    private static readonly ErlAtom Erl = ErlTerm.Atom("erl@localhost");

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Terms_of_all_kinds_come_back_as_they_went(bool hasCache, bool hasFragments)
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        DistributionFlags flags = DistributionFlags.Visible;
        flags &= hasCache ? flags : ~DistributionFlags.DistHdrAtomCache;
        flags &= hasFragments ? flags : ~DistributionFlags.Fragments;
        Node node = await cluster.StartNodeAsync("net", options => options with { Flags = flags });
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync(EchoSource);
        var random = new RandomTerms(5);
        await RunAsync(node, async self =>
        {
            for (int round = 0; round < 20; round++)
            {
                ErlTerm[] terms = [.. Enumerable.Range(0, 100).Select(i => ErlTerm.Tuple(i, self.Self, self.MakeReference(), random.Next()))];
                foreach (ErlTerm term in terms)
                {
                    await self.SendAsync(Echo, ErlTerm.Tuple(self.Self, term));
                }

                foreach (ErlTerm term in terms)
                {
                    Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("echo"), term), await self.ReceiveAsync());
                }
            }

            ErlTerm big = Filled(1, 500_000);
            self.Send(Echo, ErlTerm.Tuple(self.Self, big));
            Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("echo"), big), await self.ReceiveAsync());
        });
        Assert.Equal([Erl], node.Nodes());
    }

    [Fact]
    public async Task More_atoms_than_a_cache_has_slots_come_back_as_they_went()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync(EchoSource);
        await RunAsync(node, async self =>
        {
            for (int round = 0; round < 30; round++)
            {
                // Some messages have more atoms than a header takes, and some have long ones.
                ErlTerm[] atoms = [.. Enumerable.Range(0, 300).Select(i => ErlTerm.Atom($"{new string('é', i % 50 == round ? 200 : 1)}{round * 100 + i}"))];
                self.Send(Echo, ErlTerm.Tuple(self.Self, ErlTerm.List(atoms)));
                self.Send(Echo, ErlTerm.Tuple(self.Self, ErlTerm.List(atoms.AsSpan(0, round * 9))));
                Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("echo"), ErlTerm.List(atoms)), await self.ReceiveAsync());
                Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("echo"), ErlTerm.List(atoms.AsSpan(0, round * 9))), await self.ReceiveAsync());
            }
        });
        Assert.Equal([Erl], node.Nodes());
    }

    [Fact]
    public async Task Long_messages_of_several_processes_arrive_whole_between_short_ones()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync("[register(list_to_atom(\"echo\" ++ integer_to_list(I)), spawn(fun F() -> receive {From, M} -> From ! {echo, M}, F() end end)) "
            + "|| I <- lists:seq(1, 4)], ok");
        int[] sizes = [10, 65_000, 3_000_000, 66_000, 1, 300_000, 131_072, 64];
        await Task.WhenAll(Enumerable.Range(1, 4).Select(number => RunAsync(node, async self =>
        {
            ErlTerm echo = ErlTerm.Tuple(ErlTerm.Atom($"echo{number}"), Erl);
            ErlTerm[] messages = [.. sizes.Select(size => ErlTerm.Tuple(size, Atoms.Ok, Filled(number, size), ErlTerm.Atom($"atom{number}")))];
            foreach (ErlTerm message in messages)
            {
                await self.SendAsync(echo, ErlTerm.Tuple(self.Self, message));
            }

            foreach (ErlTerm message in messages)
            {
                Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("echo"), message), await self.ReceiveAsync());
            }
        })));
        Assert.Equal([Erl], node.Nodes());
    }

    [Fact]
    public async Task An_erlang_process_that_sends_a_long_message_and_dies_is_heard_before_its_end()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync(
            "register(mortal, spawn(fun() -> receive From -> From ! binary:copy(<<$x>>, 2000000), From ! last, exit(done) end end))");
        await RunAsync(node, async self =>
        {
            ErlTerm mortal = ErlTerm.Tuple(ErlTerm.Atom("mortal"), Erl);
            ErlReference monitor = self.Monitor(mortal);
            self.Send(mortal, self.Self);
            Assert.Equal(2_000_000, ((ErlBinary)await self.ReceiveAsync()).Count);
            Assert.Equal(ErlTerm.Atom("last"), await self.ReceiveAsync());
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, monitor, Atoms.Process, mortal, ErlTerm.Atom("done")), await self.ReceiveAsync());
        });
    }

    private static ErlTuple Echo => ErlTerm.Tuple(ErlTerm.Atom("echo"), Erl);

    private static ErlBinary Filled(int seed, int size)
    {
        byte[] bytes = new byte[size];
        new Random((seed * 31) + size).NextBytes(bytes);
        return ErlTerm.Binary(bytes);
    }

    private static Task<bool> RunAsync(Node node, Func<ProcessContext, Task> body) => node.RunAsync(async self =>
    {
        await body(self);
        return true;
    }).WaitAsync(TestTimeouts.Process);
}
