using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Scheduling;
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
        (int thread, int found) ran = default;
        ErlPid adder = SpawnAdder((thread, found) => ran = (thread, found));
        await WaitUntilWaiting(adder);
        Task<ErlTerm> end = ExitOf(adder);
        await OnWatchedThread(() =>
        {
            using (Node.BeginBatch())
            {
                SendNumbers(adder);
                Assert.Equal(default, ran);
            }

            Assert.Equal((Environment.CurrentManagedThreadId, 100), ran);
        });

        Assert.Equal(5050, await end);
    }

    [Fact]
    public async Task A_batch_that_stays_open_loses_what_it_wakes_to_another_thread()
    {
        int ranOn = 0;
        ErlPid adder = SpawnAdder((thread, _) => Volatile.Write(ref ranOn, thread));
        await WaitUntilWaiting(adder);
        Task<ErlTerm> end = ExitOf(adder);
        await OnWatchedThread(() =>
        {
            using var limit = new CancellationTokenSource(TestTimeouts.Long);
            using SendBatch batch = Node.BeginBatch();
            SendNumbers(adder);
            while (Volatile.Read(ref ranOn) == 0)
            {
                Assert.False(limit.IsCancellationRequested, "Nobody took over what the batch woke.");
                Clock.Advance(TimeSpan.FromMilliseconds(1));
                Thread.Yield();
            }

            Assert.NotEqual(Environment.CurrentManagedThreadId, ranOn);
        });

        Assert.Equal(5050, await end);
    }

    /// <summary>Runs code on a thread of its own that is relieved of its work when the test clock moves, and not when the machine lets it stand.</summary>
    private Task OnWatchedThread(Action body) => Task.Factory.StartNew(
        () =>
        {
            Worker.Create(Clock);
            body();
        },
        TestContext.Current.CancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private void SendNumbers(ErlPid adder)
    {
        for (int i = 1; i <= 100; i++)
        {
            Node.Send(adder, i);
        }

        Node.Send(adder, Atoms.Stop);
    }

    /// <summary>A process that ends with the sum of the numbers it gets, and tells its last thread, and how many messages it found behind the first.</summary>
    private ErlPid SpawnAdder(Action<int, int> end) => Node.Spawn(async self =>
    {
        long sum = await self.ReceiveAsync() is ErlInteger(long first) ? first : 0;
        int found = self.Node.GetMailboxLength(self.Self);
        while (await self.ReceiveAsync() is ErlInteger(long n))
        {
            sum += n;
        }

        end(Environment.CurrentManagedThreadId, found);
        self.Exit(sum);
    });
}
