using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

public sealed class AliasTests : ProcessTest
{
    [Fact]
    public async Task What_is_sent_to_an_alias_comes_to_its_owner_until_unalias()
    {
        await Run(async self =>
        {
            ErlReference alias = self.Alias();
            self.Send(alias, 1);
            self.Node.Send(alias, 2);
            Assert.True(self.Unalias(alias));
            Assert.False(self.Unalias(alias));
            self.Send(alias, 3);

            Assert.Equal(1, await self.ReceiveAsync());
            Assert.Equal(2, await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task An_alias_for_one_reply_takes_one_message()
    {
        await Run(async self =>
        {
            ErlReference alias = self.Alias(AliasMode.Reply);
            self.Send(alias, 1);
            self.Send(alias, 2);
            Assert.Equal(1, await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task The_alias_of_a_monitor_ends_with_the_monitor()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference monitor = self.Monitor(child, new MonitorOptions { Alias = AliasMode.Demonitor });
            self.Send(monitor, 1);
            self.Send(monitor, 2);
            Assert.Equal(1, await self.ReceiveAsync());
            Assert.Equal(2, await self.ReceiveAsync());

            Assert.True(self.Demonitor(monitor));
            self.Send(monitor, 3);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_reply_through_the_alias_ends_a_reply_monitor()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference monitor = self.Monitor(child, new MonitorOptions { Alias = AliasMode.ReplyDemonitor });
            self.Send(monitor, ErlTerm.Tuple(monitor, 1));
            self.Send(monitor, ErlTerm.Tuple(monitor, 2));
            Assert.Empty(self.Node.GetProcessInformation(child)!.MonitoredBy);
            ErlReference end = self.Monitor(child);
            self.Send(child, Atoms.Stop);

            Assert.Equal(ErlTerm.Tuple(monitor, 1), await self.ReceiveAsync(monitor));
            await self.ReceiveAsync(end);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            Assert.False(self.Demonitor(monitor));
        });
    }

    [Fact]
    public async Task A_late_reply_after_the_DOWN_message_is_dropped()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference monitor = self.Monitor(child, new MonitorOptions { Alias = AliasMode.ReplyDemonitor });
            self.Exit(child, Atoms.Kill);
            await self.ReceiveAsync(monitor);
            self.Send(monitor, 1);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task An_explicit_alias_outlives_its_monitor()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference monitor = self.Monitor(child, new MonitorOptions { Alias = AliasMode.ExplicitUnalias });
            self.Demonitor(monitor);
            self.Send(monitor, 1);
            Assert.Equal(1, await self.ReceiveAsync());
            Assert.True(self.Unalias(monitor));
        });
    }

    [Fact]
    public async Task An_alias_dies_with_its_process_and_is_not_that_of_the_next_one()
    {
        ErlReference alias = await Run(self => Task.FromResult(self.Alias()));
        for (int i = 0; i < 3_000; i++)
        {
            await Run(async self =>
            {
                self.Node.Send(alias, 1);
                Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            });
        }
    }

    [Fact]
    public async Task A_reference_that_is_no_alias_takes_no_messages()
    {
        await Run(async self =>
        {
            self.Send(self.MakeReference(), 1);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            Assert.Throws<ArgumentOutOfRangeException>(() => self.Alias(AliasMode.Demonitor));
        });
    }
}
