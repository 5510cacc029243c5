using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Sessions;

public class ServiceLifeTests
{
    [Fact]
    [Trait("Scenario", "G4")]
    public async Task The_service_is_given_the_middle_man_the_client_s_argument_and_the_file_s()
    {
        await using SessionFixture gateway = new();
        gateway.Node.Modules.Add(ErlTerm.Atom("probe"), ErlTerm.Atom("start"), 3, async (self, arguments) =>
        {
            self.Send(arguments[0], ErlTerm.Tuple(Atoms.Send, ErlTerm.Tuple(arguments[1], arguments[2], arguments[0] is ErlPid ? Atoms.True : Atoms.False)));
            return await self.ReceiveAsync();
        });
        gateway.AddTarget("probe", new Server.Configuration.ServiceTarget.Mfa(ErlTerm.Atom("probe"), ErlTerm.Atom("start"), ErlTerm.Parse("{from,file}")));
        using ScriptedClient client = gateway.Connect();

        await client.StartAsync("probe", "{from,client}");
        await client.ExpectAsync("SEND {{from,client},{from,file},true}");
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task The_service_closes_the_session_behind_what_it_sent()
    {
        await using SessionFixture gateway = new(SessionFixture.LateStart);
        gateway.Add("brief", (self, middleMan, _) =>
        {
            self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, ErlTerm.Atom("last")));
            self.Send(middleMan, Atoms.Close);
            return RefusalTests.MuteAsync(self, middleMan, ErlList.Empty);
        });
        gateway.Log.Expect(LogLevel.Warning, "did not leave");
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("brief");

        await client.ExpectEndAsync("SEND last", "CLOSE normal");
        client.Dispose();
        await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10));
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        await gateway.AllEndedAsync();
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_service_that_returns_ends_the_session_normally()
    {
        await using SessionFixture gateway = new();
        gateway.Add("done", (_, _, _) => Task.CompletedTask);
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("done");

        await client.ExpectEndAsync("CLOSE normal");
    }

    [Theory]
    [InlineData(false, "hidden")]
    [InlineData(true, "went_wrong")]
    [Trait("Scenario", "G8")]
    public async Task A_service_that_crashes_ends_only_its_session_and_says_why_only_where_allowed(bool reveal, string detail)
    {
        await using SessionFixture gateway = new();
        gateway.Add("crash", async (self, _, _) =>
        {
            await self.ReceiveAsync();
            self.Exit(ErlTerm.Atom("went_wrong"));
        }, service => service with { RevealErrors = reveal });
        using ScriptedClient other = gateway.Connect();
        await other.StartAsync();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("crash");

        await client.RpcAsync(1, "now");
        await client.ExpectEndAsync($"ERROR 0 {{error,exit,{detail}}}", $"CLOSE {{error,exit,{detail}}}");
        await other.RpcAsync(1, "still_here");
        await other.ExpectAsync("REPLY 1 still_here");
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_lost_client_gives_the_service_chan_closed_behind_its_last_message()
    {
        await using SessionFixture gateway = new();
        TaskCompletionSource<string> heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Add("listener", async (self, middleMan, _) =>
        {
            List<string> messages = [];
            ErlTerm message;
            do
            {
                message = await self.ReceiveAsync();
                messages.Add($"{((ErlTuple)message)[0]}");
            }
            while (!((ErlTuple)message)[0].Equals(Atoms.ChanClosed) || !((ErlTuple)message)[1].Equals(middleMan));
            heard.SetResult(string.Join(' ', messages));
        });
        int processes = gateway.Node.ProcessCount;
        ScriptedClient client = gateway.Connect();
        await client.StartAsync("listener");
        await client.CastAsync("one");
        await client.CastAsync("two");
        client.Dispose();

        Assert.Equal("chan chan chan_closed", await heard.Task.WaitAsync(TestTimeouts.Long));
        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }

    [Fact]
    public async Task A_service_that_does_not_leave_is_killed_when_its_grace_time_is_over()
    {
        await using SessionFixture gateway = new(SessionFixture.LateStart);
        gateway.Log.Expect(LogLevel.Warning, "did not leave");
        gateway.Add("stubborn", async (self, _, _) =>
        {
            while (true)
            {
                await self.ReceiveAsync();
            }
        }, service => service with { Limits = service.Limits with { CloseGrace = TimeSpan.FromSeconds(3) } });
        int processes = gateway.Node.ProcessCount;
        ScriptedClient client = gateway.Connect();
        await client.StartAsync("stubborn");
        client.Dispose();

        await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        gateway.Clock.Advance(TimeSpan.FromSeconds(3));
        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }

    [Fact]
    public async Task A_hundred_sessions_leave_no_process_behind()
    {
        await using SessionFixture gateway = new();
        int processes = gateway.Node.ProcessCount;
        for (int i = 0; i < 100; i++)
        {
            using ScriptedClient client = gateway.Connect();
            await client.StartAsync();
            await client.RpcAsync(1, "hello");
            await client.ExpectAsync("REPLY 1 hello");
            if (i % 2 == 0)
            {
                await client.SendAsync(ScriptedClient.TermFrame(FrameType.Close, "normal"));
            }
        }

        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }

    [Fact]
    public async Task A_middle_man_that_is_killed_takes_its_session_and_service_along()
    {
        await using SessionFixture gateway = new();
        TaskCompletionSource<ErlPid> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Add("linked", (self, middleMan, argument) =>
        {
            found.SetResult((ErlPid)middleMan);
            return RefusalTests.MuteAsync(self, middleMan, argument);
        });
        int processes = gateway.Node.ProcessCount;
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("linked");

        gateway.Node.Exit(await found.Task.WaitAsync(TestTimeouts.Long), Atoms.Kill);
        await client.ExpectEndAsync("CLOSE {error,exit,hidden}");
        client.Dispose();
        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }
}
