using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.Patterns;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P1")]
public sealed class ReceiveTests : ProcessTest
{
    [Fact]
    public async Task A_selective_receive_takes_the_first_match_and_leaves_the_others_in_order()
    {
        ErlTerm order = await Run(async self =>
        {
            for (int i = 1; i <= 6; i++)
            {
                self.Send(self.Self, i);
            }

            ErlTerm four = await self.ReceiveAsync(message => message == 4);
            ErlTerm even = await self.ReceiveAsync(message => message is ErlInteger(long n) && n % 2 == 0);
            self.Send(self.Self, 7);
            var rest = new List<ErlTerm> { four, even };
            for (int i = 0; i < 5; i++)
            {
                rest.Add(await self.ReceiveAsync());
            }

            return ErlTerm.List([.. rest]);
        });

        Assert.Equal(Term("[4,2,1,3,5,6,7]"), order);
    }

    [Fact]
    public async Task Receives_by_pattern_take_what_a_search_from_the_start_finds()
    {
        TermPattern[] patterns =
        [
            TermPattern.Parse("{a, 3}"), TermPattern.Parse("{a, X}"), TermPattern.Parse("{b, X}"), TermPattern.Parse("{a, X, Y}"),
            TermPattern.Parse("{X, X}"), TermPattern.Parse("a"), TermPattern.Parse("X"), TermPattern.Parse("{a, X}").With("X", 7),
        ];
        var random = new Random(1);
        await Run(async self =>
        {
            var expected = new List<ErlTerm>();
            for (int step = 0; step < 20_000; step++)
            {
                if (random.Next(100) < (step % 4_000 < 2_000 ? 60 : 40))
                {
                    expected.Add(Shape(random.Next(7), random.Next(9)));
                    self.Send(self.Self, expected[^1]);
                    continue;
                }

                TermPattern pattern = patterns[random.Next(patterns.Length)];
                int found = expected.FindIndex(pattern.Matches);
                ErlTerm? received = random.Next(2) == 0
                    ? await self.ReceiveAsync(pattern, TimeSpan.Zero)
                    : await self.ReceiveAsync(pattern.Matches, TimeSpan.Zero);
                Assert.Same(found < 0 ? null : expected[found], received);
                if (found >= 0)
                {
                    expected.RemoveAt(found);
                }
            }

            Assert.Equal(expected.Count, self.Node.GetMailboxLength(self.Self));
        });

        static ErlTerm Shape(int kind, int value) => kind switch
        {
            0 => ErlTerm.Tuple(ErlTerm.Atom("a"), value),
            1 => ErlTerm.Tuple(ErlTerm.Atom("b"), value),
            2 => ErlTerm.Tuple(ErlTerm.Atom("a"), value, value),
            3 => ErlTerm.Tuple(value, value),
            4 => ErlTerm.Atom(value < 3 ? "a" : "b"),
            5 => ErlTerm.Tuple(),
            _ => ErlTerm.List(value),
        };
    }

    [Fact]
    public async Task A_receive_waits_for_its_match_while_others_arrive()
    {
        ErlPid me = Node.Spawn(async self =>
        {
            ErlTerm wanted = await self.ReceiveAsync(TermPattern.Parse("{wanted, _}"));
            ErlTerm next = await self.ReceiveAsync();
            self.Exit(ErlTerm.List(wanted, next));
        });
        Task<ErlTerm> end = ExitOf(me);

        Node.Send(me, 1);
        Node.Send(me, 2);
        Node.Send(me, Term("{wanted, 3}"));

        Assert.Equal(Term("[{wanted,3},1]"), await end);
    }

    [Fact]
    public async Task A_time_out_of_zero_looks_and_does_not_wait()
    {
        await Run(async self =>
        {
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            self.Send(self.Self, 1);
            Assert.Null(await self.ReceiveAsync(message => message == 2, TimeSpan.Zero));
            Assert.Equal(1, await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_receive_gives_up_when_its_time_is_over()
    {
        ErlPid me = Node.Spawn(async self =>
        {
            ErlTerm? none = await self.ReceiveAsync(TimeSpan.FromSeconds(5));
            self.Exit(none ?? Atoms.Timeout);
        });
        Task<ErlTerm> end = ExitOf(me);

        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        Clock.Advance(TimeSpan.FromMilliseconds(4_999));
        Assert.True(Node.IsAlive(me));
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(Atoms.Timeout, await end);
    }

    [Fact]
    public async Task Messages_that_do_not_match_do_not_prolong_the_time_out()
    {
        ErlPid me = Node.Spawn(async self =>
        {
            ErlTerm? none = await self.ReceiveAsync(message => message == Atoms.Ok, TimeSpan.FromSeconds(2));
            self.Exit(none is null ? await self.ReceiveAsync() : Atoms.Error);
        });
        Task<ErlTerm> end = ExitOf(me);

        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Node.Send(me, 17);
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(17, await end);
    }

    [Fact]
    public async Task A_message_in_time_ends_the_wait_and_the_old_timer_disturbs_no_later_receive()
    {
        ErlPid me = Node.Spawn(async self =>
        {
            ErlTerm? first = await self.ReceiveAsync(TimeSpan.FromSeconds(1));
            ErlTerm? second = await self.ReceiveAsync(TimeSpan.FromSeconds(10));
            self.Exit(ErlTerm.Tuple(first ?? Atoms.Timeout, second ?? Atoms.Timeout));
        });
        Task<ErlTerm> end = ExitOf(me);

        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Node.Send(me, 1);
        await WaitUntilWaiting(me);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        Assert.True(Node.IsAlive(me));
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Term("{1,timeout}"), await end);
    }

    [Fact]
    public async Task A_receive_on_a_fresh_reference_does_not_look_at_what_was_there_before()
    {
        int looked = await Run(async self =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                self.Send(self.Self, i);
            }

            await self.ReceiveAsync(message => message == 999);
            ErlReference reference = self.MakeReference();
            self.Send(self.Self, ErlTerm.Tuple(reference, Atoms.Ok));
            int count = 0;
            await self.ReceiveAsync(reference, message =>
            {
                count++;
                return message is ErlTuple and [ErlReference found, _] && found.Equals(reference);
            });
            return count;
        });

        Assert.Equal(1, looked);
    }

    [Fact]
    public async Task A_receive_on_an_older_reference_still_finds_its_message()
    {
        await Run(async self =>
        {
            ErlReference older = self.MakeReference();
            self.Send(self.Self, ErlTerm.Tuple(older, 1));
            Assert.Null(await self.ReceiveAsync(message => message == Atoms.Ok, TimeSpan.Zero));
            ErlReference newer = self.MakeReference();
            self.Send(self.Self, ErlTerm.Tuple(newer, 2));

            Assert.Equal(ErlTerm.Tuple(newer, 2), await self.ReceiveAsync(newer));
            Assert.Equal(ErlTerm.Tuple(older, 1), await self.ReceiveAsync(older));
        });
    }

    [Fact]
    public async Task The_mark_of_a_reference_survives_receives_in_between()
    {
        await Run(async self =>
        {
            for (int i = 0; i < 10; i++)
            {
                self.Send(self.Self, i);
            }

            Assert.Null(await self.ReceiveAsync(message => message == Atoms.Ok, TimeSpan.Zero));
            ErlReference reference = self.MakeReference();
            self.Send(self.Self, ErlTerm.Tuple(reference, 1));
            Assert.Null(await self.ReceiveAsync(message => message == Atoms.Ok, TimeSpan.Zero));
            Assert.Equal(3, await self.ReceiveAsync(message => message == 3));
            Assert.Equal(0, await self.ReceiveAsync());

            Assert.Equal(ErlTerm.Tuple(reference, 1), await self.ReceiveAsync(reference));
            Assert.Equal(1, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_match_that_throws_ends_the_receive_with_its_exception_and_keeps_the_message()
    {
        await Run(async self =>
        {
            self.Send(self.Self, 1);
            await Assert.ThrowsAsync<FormatException>(async () => await self.ReceiveAsync(_ => throw new FormatException()));
            Assert.Equal(1, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_match_that_throws_while_waiting_reaches_the_body()
    {
        ErlPid me = Node.Spawn(async self =>
        {
            try
            {
                await self.ReceiveAsync(message => message == Atoms.Ok ? throw new FormatException() : false);
            }
            catch (FormatException)
            {
                self.Exit(await self.ReceiveAsync(message => message == Atoms.Ok));
            }
        });
        Task<ErlTerm> end = ExitOf(me);

        Node.Send(me, 1);
        Node.Send(me, Atoms.Ok);

        Assert.Equal(Atoms.Ok, await end);
    }

    [Fact]
    public async Task A_process_that_always_finds_a_message_lets_others_run()
    {
        ErlPid? selfish = null;
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.Run(() =>
        {
            // On one thread: what follows runs only because the first one gives the thread back.
            using (Node.BeginBatch())
            {
                selfish = Node.Spawn(async self =>
                {
                    self.Send(self.Self, 1);
                    while (await self.ReceiveAsync() != Atoms.Stop)
                    {
                        self.Send(self.Self, 1);
                    }
                });
                Node.Spawn(_ =>
                {
                    other.SetResult();
                    return Task.CompletedTask;
                });
            }
        }).WaitAsync(TestTimeouts.Long);
        await other.Task.WaitAsync(TestTimeouts.Long);

        Task<ErlTerm> end = ExitOf(selfish!);
        Node.Send(selfish!, Atoms.Stop);
        Assert.Equal(Atoms.Normal, await end);
    }

    [Fact]
    public async Task Only_one_receive_may_wait_at_a_time()
    {
        await Run(async self =>
        {
            Task<ErlTerm> first = self.ReceiveAsync().AsTask();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await self.ReceiveAsync());
            self.Send(self.Self, 1);
            Assert.Equal(1, await first);
        });
    }

    [Fact]
    public async Task A_negative_time_out_is_refused()
        => await Run(async self => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await self.ReceiveAsync(TimeSpan.FromSeconds(-2))));

    [Fact]
    public async Task Whoever_feeds_a_process_can_wait_until_its_mailbox_is_short()
    {
        ErlPid slow = Node.Spawn(async self =>
        {
            await self.ReceiveAsync(message => message == Atoms.Start);
            await WaitForStop(self);
        });
        ErlPid reader = Node.Spawn(async self =>
        {
            await self.ReceiveAsync(message => message == Atoms.Start);
            while (await self.ReceiveAsync() != Atoms.Stop)
            {
                // Reads on.
            }
        });
        for (int i = 0; i < 100; i++)
        {
            Node.Send(reader, i);
        }

        ValueTask shorter = Node.WaitForMailboxAsync(reader, 10);
        Assert.False(shorter.IsCompleted);
        Node.Send(reader, Atoms.Start);
        await shorter.AsTask().WaitAsync(TestTimeouts.Long);

        Assert.InRange(Node.GetMailboxLength(reader), 0, 9);
        Node.Send(slow, 1);
        ValueTask gone = Node.WaitForMailboxAsync(slow, 1);
        Node.Exit(slow, Atoms.Kill);
        await gone.AsTask().WaitAsync(TestTimeouts.Long);
    }
}
