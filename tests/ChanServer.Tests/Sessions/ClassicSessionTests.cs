using Chan.Server.Diagnostics;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Server.Tests.Sessions;

/// <summary>Sessions of the book's protocol, from <c>ack</c> to the close.</summary>
public class ClassicSessionTests
{
    [Fact]
    [Trait("Scenario", "G4")]
    public async Task Requests_are_answered_and_pushes_come_in_the_order_the_service_sent_them()
    {
        await using SessionFixture gateway = new();
        gateway.Add("chatty", async (self, middleMan, argument) =>
        {
            self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, ErlTerm.Atom("welcome")));
            await SessionFixture.EchoAsync(self, middleMan, argument);
        });
        using ClassicScript client = gateway.ConnectClassic();
        await client.OpenAsync("chatty");

        await client.SendTermAsync("one");
        await client.SendTermAsync("two");
        await client.ExpectAsync("welcome", "one", "two");
    }

    [Fact]
    public async Task A_client_that_ends_its_sending_gets_what_it_asked_for_and_then_the_close()
    {
        await using SessionFixture gateway = new();
        int processes = gateway.Node.ProcessCount;
        using ClassicScript client = gateway.ConnectClassic();
        await client.OpenAsync("echo");

        await client.SendAsync([.. ClassicScript.Frame("one"), .. ClassicScript.Frame("{two,2}")]);
        client.EndSending();
        await client.ExpectEndAsync("one", "{two,2}");
        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }

    [Theory]
    [InlineData("00000003 010203")]
    [InlineData("00000000")]
    [InlineData("00000002 83c8")]
    [InlineData("00200000")]
    [InlineData("7fffffff")]
    [InlineData("00000010 83")]
    public async Task Bytes_that_are_no_term_close_the_session_and_leave_no_process(string hex)
    {
        await using SessionFixture gateway = new();
        gateway.Log.Allow(
            entry => entry.EventId.Id is AuditEventIds.TermRefused or AuditEventIds.ProtocolViolation, "what the bytes are");
        int processes = gateway.Node.ProcessCount;
        for (int i = 0; i < 10; i++)
        {
            using ClassicScript client = gateway.ConnectClassic();
            await client.OpenAsync("echo");
            await client.SendHexAsync(hex);
            client.EndSending();
            await client.ExpectEndAsync();
        }

        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
        Assert.Equal(0, gateway.Desk.Unauthenticated);
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_no_process()
    {
        await using SessionFixture gateway = new();
        int processes = gateway.Node.ProcessCount;
        for (int i = 0; i < 10; i++)
        {
            ClassicScript client = gateway.ConnectClassic();
            await client.OpenAsync("echo");
            client.Dispose();
        }

        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task Close_from_the_service_closes_behind_what_it_sent()
    {
        await using SessionFixture gateway = new();
        gateway.Add("brief", async (self, middleMan, _) =>
        {
            await self.ReceiveAsync();
            self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, ErlTerm.Atom("last")));
            self.Send(middleMan, Atoms.Close);
        });
        using ClassicScript client = gateway.ConnectClassic();
        await client.OpenAsync("brief");

        await client.SendTermAsync("go");
        await client.ExpectEndAsync("last");
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_service_that_crashes_closes_its_connection_and_no_other()
    {
        await using SessionFixture gateway = new();
        gateway.Add("crash", async (self, _, _) =>
        {
            await self.ReceiveAsync();
            self.Exit(ErlTerm.Atom("went_wrong"));
        });
        using ClassicScript other = gateway.ConnectClassic();
        await other.OpenAsync("echo");
        using ClassicScript client = gateway.ConnectClassic();
        await client.OpenAsync("crash");

        await client.SendTermAsync("now");
        await client.ExpectEndAsync();
        await other.SendTermAsync("still_here");
        await other.ExpectAsync("still_here");
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_client_that_goes_gives_the_service_chan_closed_behind_its_last_term()
    {
        await using SessionFixture gateway = new();
        TaskCompletionSource<string> heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Add("listener", async (self, _, _) =>
        {
            List<string> messages = [];
            ErlTuple message;
            do
            {
                message = (ErlTuple)await self.ReceiveAsync();
                messages.Add($"{message[0]}");
            }
            while (!message[0].Equals(Atoms.ChanClosed));
            heard.SetResult(string.Join(' ', messages));
        });
        ClassicScript client = gateway.ConnectClassic();
        await client.OpenAsync("listener");
        await client.SendTermAsync("one");
        await client.SendTermAsync("two");
        client.Dispose();

        Assert.Equal("chan chan chan_closed", await heard.Task.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_silent_session_stays_for_ever()
    {
        await using SessionFixture gateway = new();
        using ClassicScript client = gateway.ConnectClassic();
        await client.OpenAsync("echo");

        gateway.Clock.Advance(TimeSpan.FromDays(1));
        await client.SendTermAsync("still_here");
        await client.ExpectAsync("still_here");
    }
}
