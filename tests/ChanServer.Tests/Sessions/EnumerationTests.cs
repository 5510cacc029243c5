using System.Net;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Server.Diagnostics;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Sessions;

/// <summary>What a stranger can tell from a refusal: not whether the service, or the client's name, exists (security notes 5.3).</summary>
public class EnumerationTests
{
    private const int SaltLength = 16;

    // Same lengths, so that even the names' own bytes do not differ in number.
    private static readonly (string Service, string Client, string Password)[] Wrong =
    [
        ("known-service", "", "wrong"),
        ("other-service", "", "wrong"),
        ("known-service", "nobody", "wrong"),
        ("other-service", "nobody", "wrong"),
        ("other-service", "", SessionFixture.Password),
    ];

    [Fact]
    [Trait("Scenario", "G5")]
    public async Task A_wrong_password_an_unknown_service_and_an_unknown_client_look_the_same()
    {
        await using SessionFixture gateway = WithKnownService();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        List<string> seen = [];
        for (int i = 0; i < Wrong.Length; i++)
        {
            using ScriptedClient client = gateway.Connect(IPAddress.Parse($"192.0.2.{i + 1}"));
            seen.Add(Describe(await ObserveAsync(client, Wrong[i].Service, Wrong[i].Client, Wrong[i].Password)));
        }

        Assert.Equal("Params:70 ShareV:97 Fail:1(01)", Assert.Single(seen.Distinct()));
        await gateway.AllEndedAsync();
        TestLogEntry[] noted = [.. gateway.Log.Entries.Where(entry => entry.EventId.Id == AuditEventIds.AuthenticationFailed)];
        Assert.Equal(Wrong.Length, noted.Length);
        Assert.Single(noted.Select(entry => $"{entry.EventId} {entry.Level} {entry.Values["Stage"]}").Distinct());
        Assert.Single(gateway.Log.Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.EventId.Id).Distinct());
    }

    [Fact]
    [Trait("Scenario", "G5")]
    public async Task A_right_password_with_a_wrong_proof_gets_the_same_refusal()
    {
        await using SessionFixture gateway = WithKnownService();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        using ScriptedClient client = gateway.Connect();

        Assert.Equal("Params:70 ShareV:97 Fail:1(01)", Describe(await ObserveAsync(client, "known-service", "", SessionFixture.Password)));
    }

    [Fact]
    [Trait("Scenario", "G5")]
    public async Task Parameters_and_salt_of_a_name_stay_the_same_and_differ_between_names()
    {
        await using SessionFixture gateway = WithKnownService();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        Dictionary<string, List<string>> parameters = [];
        int source = 0;
        foreach ((string service, string name, string password) in Wrong[..4].Concat(Wrong[..4]))
        {
            using ScriptedClient client = gateway.Connect(IPAddress.Parse($"192.0.2.{++source}"));
            byte[] body = (await ObserveAsync(client, service, name, password))[0].Body;

            // Version, mechanism and the server's nonce come first; gateway id, kdf, its parameters and the salt are the name's.
            string key = $"{service}/{name}";
            parameters.TryAdd(key, []);
            parameters[key].Add(Convert.ToHexString(body.AsSpan(2 + 32)));
        }

        Assert.All(parameters.Values, values => Assert.Single(values.Distinct()));
        Assert.Equal(4, parameters.Values.Select(values => values[0][^(2 * SaltLength)..]).Distinct().Count());
        Assert.Single(parameters.Values.Select(values => values[0][..^(2 * SaltLength)]).Distinct());
    }

    private static SessionFixture WithKnownService()
    {
        SessionFixture gateway = new();
        gateway.Add("known-service", SessionFixture.EchoAsync);
        return gateway;
    }

    // Goes on where an honest client stops, at the confirmV that does not verify: a stranger sees as much as he can.
    private static async Task<List<ReceivedFrame>> ObserveAsync(ScriptedClient client, string service, string clientName, string password)
    {
        List<ReceivedFrame> seen = [];
        bool isTampered = false;
        ClientHandshakeResult? result = await client.AuthenticateAsync(service, password, clientName, tamper: Spoil, watch: seen.Add);
        if (!isTampered)
        {
            Assert.IsType<ClientHandshakeResult.WrongServer>(result);
            await client.SendAsync(ScriptedClient.Frame(FrameType.ConfirmP, new byte[32]));
            seen.Add(Assert.IsType<ReceivedFrame>(await client.ReceiveAsync()));
        }

        Assert.Null(await client.ReceiveAsync());
        return seen;

        byte[] Spoil(byte[] frame)
        {
            if (frame[sizeof(uint)] == (byte)FrameType.ConfirmP)
            {
                isTampered = true;
                frame[^1] ^= 1;
            }

            return frame;
        }
    }

    private static string Describe(List<ReceivedFrame> seen) => string.Join(' ', seen.Select(frame =>
        $"{frame.Type}:{frame.Body.Length}{(frame.Type == FrameType.Fail ? $"({Convert.ToHexString(frame.Body)})" : "")}"));
}
