using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

/// <summary>What module <c>erlang</c> does for a process; what it computes is compared with Erlang itself elsewhere.</summary>
public sealed class ErlangModuleTests : RemoteTest
{
    [Fact]
    public Task Links_monitors_exits_and_flags_act_for_the_calling_process() => Run(async self =>
    {
        Assert.Equal(Atoms.False, await Call(self, "process_flag", Term("trap_exit"), true));
        ErlPid idle = SpawnIdle();
        ErlTerm monitor = await Call(self, "monitor", Atoms.Process, idle);
        await Call(self, "link", idle);
        Assert.Equal(Atoms.True, await Call(self, "exit", idle, Boom));
        Assert.Equal(Down((ErlReference)monitor, idle, Boom), await self.ReceiveAsync(m => m is ErlTuple { Count: 5 }));
        Assert.Equal(ExitMessage(idle, Boom), await self.ReceiveAsync());
        Assert.Equal(Atoms.False, await Call(self, "is_process_alive", idle));
        Assert.Equal(Atoms.False, await Call(self, "demonitor", monitor, Term("[info]")));
        Assert.Equal(Atoms.True, await Call(self, "demonitor", monitor, Term("[flush]")));
        Assert.Equal(Atoms.True, await Call(self, "process_flag", Term("trap_exit"), false));
    });

    [Fact]
    public Task Names_and_sends_follow_erlang() => Run(async self =>
    {
        Assert.Equal(Atoms.True, await Call(self, "register", Term("me"), self.Self));
        Assert.Equal(self.Self, await Call(self, "whereis", Term("me")));
        Assert.Equal(5, await Call(self, "!", Term("me"), 5));
        Assert.Equal(Atoms.Ok, await Call(self, "send", self.Self, 6, Term("[noconnect]")));
        Assert.Equal(5, await self.ReceiveAsync());
        Assert.Equal(6, await self.ReceiveAsync());
        Assert.Equal(Atoms.True, await Call(self, "unregister", Term("me")));
        Assert.Equal(Own, await Call(self, "node"));
        Assert.Equal(Other, await Call(self, "node", Peer()));
        Assert.Equal(Atoms.True, await Call(self, "is_alive"));
        Assert.Equal(Atoms.True, await Call(self, "group_leader", Peer(), self.Self));
        Assert.Equal(Peer(), await Call(self, "group_leader"));
        Assert.Equal(Atoms.True, await Call(self, "monitor_node", Other, true));
        Assert.Equal(Call("monitor_node", self.Self, Other, true), Assert.Single(Remote.Take()));
    });

    [Fact]
    public Task Timers_and_clocks_follow_the_clock_of_the_node() => Run(async self =>
    {
        ErlTerm before = await Call(self, "monotonic_time", Term("millisecond"));
        ErlTerm timer = await Call(self, "start_timer", 1000, self.Self, 1);
        ErlTerm stopped = await Call(self, "send_after", 5000, self.Self, 2);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ErlTerm.Tuple(Atoms.Timeout, timer, 1), await self.ReceiveAsync());
        Assert.Equal(3000, await Call(self, "cancel_timer", stopped));
        Assert.Equal(Atoms.False, await Call(self, "cancel_timer", stopped));
        Assert.Equal(2000, Number(await Call(self, "monotonic_time", Term("millisecond"))) - Number(before));
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds(), Number(await Call(self, "system_time", Term("second"))));
        Assert.Equal(Number(await Call(self, "system_time")), Number(await Call(self, "monotonic_time")) + Number(await Call(self, "time_offset")));
        Assert.Equal(ErlTerm.Tuple(2000, 2000), await Call(self, "statistics", Term("wall_clock")));
        Assert.Equal(ErlTerm.Tuple(2000, 0), await Call(self, "statistics", Term("wall_clock")));
        Assert.True(await Call(self, "statistics", Term("runtime")) is ErlTuple { Count: 2 });
        Assert.True(await Call(self, "statistics", Term("garbage_collection")) is ErlTuple { Count: 3 });
        Assert.True(Number(await Call(self, "statistics", Term("run_queue"))) >= 0);
        Assert.NotEqual(await Call(self, "unique_integer"), await Call(self, "unique_integer", Term("[positive,monotonic]")));
        var timestamp = (ErlTuple)await Call(self, "timestamp");
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds(), (Number(timestamp[0]) * 1_000_000) + Number(timestamp[1]));
        await Assert.ThrowsAsync<TermException>(() => Call(self, "statistics", Term("nosuch")));
    });

    [Fact]
    [Trait("Scenario", "P2")]
    public Task Spawning_by_name_reaches_this_node_and_others() => Run(async self =>
    {
        ErlTerm[] sendBack = [Atoms.Erlang, Term("send"), ErlTerm.List(self.Self, 7)];
        ErlTerm pid = await Call(self, "spawn", sendBack);
        Assert.Equal(7, await self.ReceiveAsync());
        Assert.IsType<ErlPid>(pid);
        ErlTerm pair = await Call(self, "spawn_monitor", [Own, .. sendBack]);
        Assert.Equal(7, await self.ReceiveAsync());
        Assert.Equal(Down((ErlReference)((ErlTuple)pair)[1], ((ErlTuple)pair)[0], Atoms.Normal), await self.ReceiveAsync());
        Remote.OnSpawn = request => Node.SpawnReplyFromRemote(request.Reference, request.From, SpawnReplyFlags.Link, Peer());
        Assert.Equal(Peer(), await Call(self, "spawn_link", [Other, .. sendBack]));
        Assert.Equal([Peer()], Node.GetProcessInformation(self.Self)!.Links);
        var fun = ErlFun.External(ErlTerm.Atom("math"), ErlTerm.Atom("pi"), 0);
        Assert.Equal(Peer(), await Call(self, "spawn", Other, fun));
        Assert.True(await Call(self, "spawn", fun) is ErlPid);
    });

    private static long Number(ErlTerm term) => (long)((ErlInteger)term).Value;

    private static Task<ErlTerm> Call(ProcessContext self, string function, params ErlTerm[] arguments)
        => self.Node.Modules.ApplyAsync(self, Atoms.Erlang, ErlTerm.Atom(function), arguments).AsTask();
}
