using Chan.Distribution.Net.Channels;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Channels;

public sealed class BackPressureTests
{
    private static readonly ErlTerm Kilobyte = ErlTerm.Binary(new byte[1024]);
    private static readonly ErlPid To = new(ChannelNodes.NameB, 1000, 0, ChannelNodes.CreationB);

    [Fact]
    public async Task Senders_wait_while_the_peer_does_not_read_and_go_on_when_it_does()
    {
        await using var nodes = new ChannelNodes();
        nodes.Wire.FirstToSecond.Hold();
        Task last = Task.CompletedTask;
        int sent = 0;
        while (last.IsCompleted)
        {
            last = Send(nodes);
            sent++;
        }

        // 64 KiB are on the wire, or soon will be; the rest is queued.
        Assert.InRange(sent, 960, 1200);
        Assert.InRange(nodes.ChannelA.Statistics.QueuedBytes, 900 * 1024, 1100 * 1024);
        nodes.Wire.FirstToSecond.Release();
        await last.WaitAsync(TestTimeouts.Long);
        Assert.InRange(nodes.ChannelA.Statistics.QueuedBytes, 0, 512 * 1024);
    }

    [Fact]
    public async Task Senders_are_let_go_when_the_connection_ends()
    {
        await using var nodes = new ChannelNodes();
        nodes.Wire.FirstToSecond.Hold();
        Task last = Task.CompletedTask;
        while (last.IsCompleted)
        {
            last = Send(nodes);
        }

        nodes.ChannelA.Close(ErlTerm.Atom("disconnect"));
        await last.WaitAsync(TestTimeouts.Long);
        ChannelEnd end = await nodes.ChannelA.Completion.WaitAsync(TestTimeouts.Long);
        Assert.Equal(ErlTerm.Atom("disconnect"), end.Reason);
        Assert.True(Send(nodes).IsCompletedSuccessfully);
        Assert.Equal(0, nodes.ChannelA.Statistics.QueuedBytes);
    }

    [Fact]
    public async Task Messages_beyond_the_hard_limit_are_refused_and_signals_only_beyond_twice_of_it()
    {
        using var log = new TestLog();
        log.Expect(LogLevel.Warning, "does not read");
        await using var nodes = new ChannelNodes(log: log, options: new ChannelOptions { HardLimit = 200 * 1024 });
        nodes.Wire.FirstToSecond.Hold();
        var tasks = new List<Task>();
        TermException refused = Assert.Throws<TermException>(new Action(() =>
        {
            while (true)
            {
                tasks.Add(Send(nodes));
            }
        }));
        Assert.Equal(ErlTerm.Atom("system_limit"), refused.Reason);
        Assert.InRange(nodes.ChannelA.Statistics.QueuedBytes, 200 * 1024, 202 * 1024);

        nodes.ChannelA.Exit(nodes.A.HostPid, To, Kilobyte);
        Assert.False(nodes.ChannelA.Completion.IsCompleted);
        while (nodes.ChannelA.Statistics.QueuedBytes > 0)
        {
            nodes.ChannelA.Exit(nodes.A.HostPid, To, Kilobyte);
            Assert.InRange(nodes.ChannelA.Statistics.QueuedBytes, 0, 402 * 1024);
        }

        Assert.Equal(ErlTerm.Atom("connection_closed"), (await nodes.ChannelA.Completion.WaitAsync(TestTimeouts.Long)).Reason);
    }

    [Fact]
    public async Task A_message_longer_than_any_may_be_is_refused_and_such_a_signal_ends_the_connection()
    {
        using var log = new TestLog();
        log.Expect(LogLevel.Warning, "longer than any message");
        await using var nodes = new ChannelNodes(log: log, options: new ChannelOptions { MaxMessageSize = 1000 });
        var tasks = new List<Task>();
        TermException refused = Assert.Throws<TermException>(new Action(() => tasks.Add(Send(nodes))));
        Assert.Equal(ErlTerm.Atom("system_limit"), refused.Reason);
        Assert.Equal(0, nodes.ChannelA.Statistics.QueuedBytes);
        nodes.ChannelA.Exit(nodes.A.HostPid, To, Kilobyte);
        Assert.Equal(ErlTerm.Atom("connection_closed"), (await nodes.ChannelA.Completion.WaitAsync(TestTimeouts.Long)).Reason);
    }

    [Fact]
    public async Task A_channel_starts_once()
    {
        await using var nodes = new ChannelNodes();
        Assert.Throws<InvalidOperationException>(nodes.ChannelA.Start);
    }

    [Fact]
    public async Task A_process_that_sends_without_end_is_suspended_and_nothing_is_lost()
    {
        await using var nodes = new ChannelNodes();
        const int Count = 20_000;
        ErlPid counter = nodes.B.Spawn(async self =>
        {
            for (int i = 0; i < Count; i++)
            {
                Assert.Equal(i, ((ErlTuple)await self.ReceiveAsync())[0]);
            }
        });
        Task<ErlTerm> ended = nodes.B.WhenExited(counter);
        long most = 0;
        await nodes.RunOnA(async self =>
        {
            for (int i = 0; i < Count; i++)
            {
                await self.SendAsync(counter, ErlTerm.Tuple(i, Kilobyte));
                most = Math.Max(most, nodes.ChannelA.Statistics.QueuedBytes);
            }
        });
        Assert.Equal(Atoms.Normal, await ended.WaitAsync(TestTimeouts.Long));
        Assert.InRange(most, 1, 1100 * 1024);
    }

    private static Task Send(ChannelNodes nodes) => nodes.ChannelA.Send(nodes.A.HostPid, To, Kilobyte).AsTask();
}
