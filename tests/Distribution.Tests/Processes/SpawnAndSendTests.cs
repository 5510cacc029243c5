using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P1")]
public sealed class SpawnAndSendTests : ProcessTest
{
    [Fact]
    public async Task A_process_receives_what_is_sent_to_its_pid()
    {
        ErlTerm got = await Run(async self =>
        {
            self.Send(self.Self, Term("{store, joe, \"writing a book\"}"));
            return await self.ReceiveAsync();
        });

        Assert.Equal(Term("{store, joe, \"writing a book\"}"), got);
    }

    [Fact]
    public async Task Two_processes_answer_each_other()
    {
        ErlPid echo = Node.Spawn(async self =>
        {
            while (await self.ReceiveAsync() is ErlTuple and [ErlPid from, var what])
            {
                self.Send(from, ErlTerm.Tuple(self.Self, what));
            }
        });

        ErlTerm answer = await Run(async self =>
        {
            self.Send(echo, ErlTerm.Tuple(self.Self, 42));
            return await self.ReceiveAsync();
        });

        Assert.Equal(ErlTerm.Tuple(echo, 42), answer);
        Node.Send(echo, Atoms.Stop);
        Assert.Equal(Atoms.Normal, await ExitOf(echo));
    }

    [Fact]
    public async Task Messages_of_one_sender_arrive_in_the_order_of_sending()
    {
        await Run(async self =>
        {
            ErlPid me = self.Self;
            self.Spawn(sender =>
            {
                for (int i = 0; i < 10_000; i++)
                {
                    sender.Send(me, i);
                }

                return Task.CompletedTask;
            });

            for (int i = 0; i < 10_000; i++)
            {
                Assert.Equal(i, await self.ReceiveAsync());
            }
        });
    }

    [Fact]
    public async Task What_is_sent_to_a_dead_process_is_dropped()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);

        Node.Send(gone, Atoms.Ok);

        Assert.Equal(0, Node.GetMailboxLength(gone));
        Assert.False(Node.IsAlive(gone));
    }

    [Fact]
    public async Task A_pid_is_not_given_to_the_next_process()
    {
        var seen = new HashSet<ErlPid>();
        for (int i = 0; i < 5_000; i++)
        {
            ErlPid pid = Node.Spawn(_ => Task.CompletedTask);
            Assert.True(seen.Add(pid));
            await ExitOf(pid);
        }
    }

    [Fact]
    public async Task A_process_sends_by_registered_name_and_by_name_and_node()
    {
        ErlTerm first = await Run(async self =>
        {
            self.Node.Register(ErlTerm.Atom("me"), self.Self);
            self.Send(ErlTerm.Atom("me"), 1);
            self.Send(ErlTerm.Tuple(ErlTerm.Atom("me"), self.Node.Name), 2);
            return ErlTerm.List(await self.ReceiveAsync(), await self.ReceiveAsync());
        });

        Assert.Equal(Term("[1,2]"), first);
    }

    [Fact]
    public async Task Sending_to_a_name_that_is_not_registered_is_the_callers_mistake()
        => await Run(self =>
        {
            Assert.Throws<ArgumentException>(() => self.Send(ErlTerm.Atom("nobody"), 1));
            self.Send(ErlTerm.Tuple(ErlTerm.Atom("nobody"), self.Node.Name), 1);
            Assert.Throws<ArgumentException>(() => self.Send(17, 1));
            return Task.CompletedTask;
        });

    [Fact]
    public async Task What_is_sent_to_another_node_is_dropped_while_the_node_is_alone()
        => await Run(self =>
        {
            self.Send(new ErlPid(ErlTerm.Atom("a@b"), 1, 0, 1), 1);
            self.Send(Term("{name, 'a@b'}"), 1);
            self.Send(new ErlReference(ErlTerm.Atom("a@b"), 1, 1, 2, 3), 1);
            return Task.CompletedTask;
        });

    [Fact]
    public async Task A_node_takes_no_more_processes_than_it_may_have()
    {
        await using var small = new Node(new NodeRuntimeOptions { MaxProcesses = 2 });
        small.Spawn(WaitForStop);
        ErlPid second = small.Spawn(WaitForStop);

        InvalidOperationException full = Assert.Throws<InvalidOperationException>(() => small.Spawn(WaitForStop));
        Assert.Contains("2 processes", full.Message, StringComparison.Ordinal);

        small.Send(second, Atoms.Stop);
        await small.WhenExited(second).WaitAsync(TestTimeouts.Long);
        small.Spawn(WaitForStop);
        Assert.Equal(2, small.ProcessCount);
    }

    [Fact]
    public async Task An_ended_node_spawns_nothing()
    {
        var node = new Node();
        ErlPid idle = node.Spawn(WaitForStop);
        await node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);

        Assert.False(node.IsAlive(idle));
        Assert.Throws<ObjectDisposedException>(() => node.Spawn(WaitForStop));
    }

    [Fact]
    public async Task A_batch_runs_what_it_wakes_when_it_is_disposed()
    {
        // A thread that the machine stops in the middle of a batch is relieved of its work: then it is tried again.
        using var limit = new CancellationTokenSource(TestTimeouts.Long);
        while (!await TryBatchAsync())
        {
            Assert.False(limit.IsCancellationRequested, "What a batch wakes never ran on its thread, after its last message.");
        }
    }

    /// <summary>Wakes a process by the first of many messages of a batch. True when it ran on the thread of the batch and found all of them.</summary>
    private async Task<bool> TryBatchAsync()
    {
        int thread = 0;
        int found = 0;
        ErlPid adder = Node.Spawn(async self =>
        {
            long sum = await self.ReceiveAsync() is ErlInteger(long first) ? first : 0;
            found = self.Node.GetMailboxLength(self.Self);
            while (await self.ReceiveAsync() is ErlInteger(long n))
            {
                sum += n;
            }

            thread = Environment.CurrentManagedThreadId;
            self.Exit(sum);
        });
        await WaitUntilWaiting(adder);

        Task<ErlTerm> end = ExitOf(adder);
        bool isDone = await Task.Run(() =>
        {
            using (Node.BeginBatch())
            {
                for (int i = 1; i <= 100; i++)
                {
                    Node.Send(adder, i);
                }

                Node.Send(adder, Atoms.Stop);
            }

            return thread == Environment.CurrentManagedThreadId && found == 100 && !Node.IsAlive(adder);
        });
        Assert.Equal(5050, await end);
        return isDone;
    }
}
