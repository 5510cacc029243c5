using System.Net;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Terms;

namespace Chan.Server.Tests.Sessions;

/// <summary>The book's handshake, byte for byte; the bytes are those that Erlang's own client and server exchanged.</summary>
public class ClassicHandshakeTests
{
    private const string Ack = "00000007836400036" + "1636b";
    private const string AuthFail = "0000000c8364000861757468" + "4661696c";
    private const string BadService = "0000000e8364000a62616453" + "657276696365";

    private static readonly ServiceTarget NameServer =
        new ServiceTarget.Mfa(ErlTerm.Atom("mod_name_server"), ErlTerm.Atom("start_me_up"), ErlTerm.Atom("notUsed"));

    [Fact]
    [Trait("Scenario", "G3")]
    public async Task A_whole_session_has_the_captured_bytes()
    {
        await using SessionFixture gateway = WithNameServer();
        using ClassicScript client = gateway.ConnectClassic();

        await client.SendHexAsync(ClassicScript.StartNameServer);
        string challenge = await client.ReceiveHexAsync();
        Assert.StartsWith("0000002b8368026400096368616c6c656e6765" + "6b0019", challenge, StringComparison.Ordinal);
        string letters = System.Text.Encoding.ASCII.GetString(Convert.FromHexString(challenge)[^25..]);
        Assert.All(letters, letter => Assert.InRange(letter, 'a', 'z'));
        byte[] response = ClassicScript.Response(letters);
        Assert.Equal("00000031836802640008726573706f6e73656b0020", Convert.ToHexStringLower(response)[..42]);
        await client.SendAsync(response);
        Assert.Equal(Ack, await client.ReceiveHexAsync());
        await client.SendHexAsync("00000022 836803 64000573746f7265 6400036a6f65 6b000e77726974696e67206120626f6f6b");
        await client.SendHexAsync("00000012 836802 6400066c6f6f6b7570 6400036a6f65");
        Assert.Equal("000000198368026400026f6b6b000e77726974696e67206120626f6f6b", await client.ReceiveHexAsync());
        await client.SendHexAsync("00000012 836802 6400066c6f6f6b7570 6400036a696d");
        Assert.Equal("0000000d83640009756e646566696e6564", await client.ReceiveHexAsync());
    }

    [Fact]
    [Trait("Scenario", "G5")]
    public async Task A_wrong_response_and_an_unknown_service_get_the_same_bytes_and_the_close()
    {
        await using SessionFixture gateway = WithNameServer();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        foreach (string service in new[] { "nameServer", "nosuch", "\"text\"", "17" })
        {
            using ClassicScript client = gateway.ConnectClassic(IPAddress.Parse($"192.0.2.{service.Length}"));
            await client.SendAsync(ClassicScript.Response(await client.AskAsync(service), "wrong"));
            Assert.Equal(AuthFail, await client.ReceiveHexAsync());
            await client.ExpectEndAsync();
        }
    }

    [Fact]
    public async Task Where_services_are_revealed_an_unknown_one_is_told_so_and_closed()
    {
        await using SessionFixture gateway = WithNameServer();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        using ClassicScript client = gateway.ConnectClassic(change: options => options with { RevealsServices = true });

        await client.SendHexAsync("0000001c 836803 64000c7374617274536572766963 65 6400066e6f73756368 6a");
        Assert.Equal(BadService, await client.ReceiveHexAsync());
        await client.ExpectEndAsync();
    }

    [Theory]
    [InlineData("{lookup,joe}")]
    [InlineData("ack")]
    [InlineData("{startService,nameServer}")]
    [InlineData("{response,\"0123456789abcdef0123456789abcdef\"}")]
    public async Task Another_term_first_closes_without_an_answer(string term)
    {
        await using SessionFixture gateway = WithNameServer();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        using ClassicScript client = gateway.ConnectClassic();

        await client.SendTermAsync(term);
        await client.ExpectEndAsync();
    }

    [Theory]
    [InlineData("00000003 010203")]
    [InlineData("00000000")]
    [InlineData("00000401")]
    [InlineData("7fffffff")]
    [InlineData("ffffffff")]
    [InlineData("00000006 8350 00000010")]
    [InlineData("00000004 83646161")]
    public async Task Bytes_that_are_no_first_term_close_without_an_answer(string hex)
    {
        await using SessionFixture gateway = WithNameServer();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        gateway.Log.Allow(entry => entry.EventId.Id == AuditEventIds.ProtocolViolation, "a protocol violation");
        using ClassicScript client = gateway.ConnectClassic();

        await client.SendHexAsync(hex);
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Another_term_behind_the_challenge_closes_without_an_answer()
    {
        await using SessionFixture gateway = WithNameServer();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        using ClassicScript client = gateway.ConnectClassic();

        await client.AskAsync("nameServer");
        await client.SendTermAsync("{lookup,joe}");
        await client.ExpectEndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_handshake_has_10_seconds_in_all(bool hasAsked)
    {
        await using SessionFixture gateway = WithNameServer();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        using ClassicScript client = gateway.ConnectClassic();
        await gateway.Clock.WaitForTimerAsync(gateway.Limits.HandshakeTimeout);
        if (hasAsked)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(9));
            await client.AskAsync("nameServer");
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        else
        {
            gateway.Clock.Advance(gateway.Limits.HandshakeTimeout);
        }

        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Terms_sent_before_ack_reach_the_service_afterwards_in_order()
    {
        await using SessionFixture gateway = new();
        gateway.AddTarget("open", NameServer, service => service with { Password = new Credential.None() });
        gateway.AddTarget("closed", NameServer);
        byte[] behind = [.. ClassicScript.Frame("{store,early,1}"), .. ClassicScript.Frame("{lookup,early}")];
        using ClassicScript open = gateway.ConnectClassic();
        await open.SendAsync([.. ClassicScript.Frame("{startService,open,[]}"), .. behind]);
        await open.ExpectAsync("ack", "{ok,1}");

        using ClassicScript closed = gateway.ConnectClassic();
        byte[] response = ClassicScript.Response(await closed.AskAsync("closed"));
        await closed.SendAsync([.. response, .. behind]);
        await closed.ExpectAsync("ack", "{ok,1}");
    }

    [Fact]
    public async Task A_challenge_is_never_given_twice()
    {
        await using SessionFixture gateway = WithNameServer();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        HashSet<string> challenges = [];
        for (int i = 0; i < 10; i++)
        {
            using ClassicScript client = gateway.ConnectClassic(IPAddress.Parse($"192.0.2.{i}"));
            Assert.True(challenges.Add(await client.AskAsync("nameServer")));
        }
    }

    private static SessionFixture WithNameServer()
    {
        SessionFixture gateway = new();
        gateway.AddTarget("nameServer", NameServer);
        return gateway;
    }
}
