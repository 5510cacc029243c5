using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Tests.Handshake;

/// <summary>Unknown names look like known ones with a wrong password.</summary>
[Trait("Scenario", "G5")]
public class EnumerationTests
{
    private const int SaltOffset = 5 + 54;

    public static TheoryData<string, string> Names => new()
    {
        { World.Service, "" },
        { World.Service, World.ClientName },
        { World.Service, "nobody" },
        { "nosuch", "" },
        { "nosuch", "nobody" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_gets_the_same_frames(string service, string clientName)
    {
        using ClientHandshake client = World.NewClient(World.Asking(service, "a wrong password", clientName));
        using ServerHandshake server = World.NewServer();

        byte[] parameters = server.Receive(client.Start()).Send;
        byte[] shareV = server.Answer(client.Receive(parameters).Send).Send;
        ServerStep end = server.Receive(FrameType.ConfirmP, new byte[32]);

        Assert.Equal((4 + 71, 0x02), (parameters.Length, parameters[4]));
        Assert.Equal([1, 14, 8, 1], parameters[(SaltOffset - 4)..SaltOffset]);
        Assert.Equal((4 + 98, 0x04), (shareV.Length, shareV[4]));
        Assert.Equal([0, 0, 0, 2, 0x0F, 1], end.Send);
        Assert.Equal(new HandshakeFailure(HandshakeStage.Confirm, HandshakeFailureReason.Refused, "The client's confirmation is wrong."), end.Failure);
        Assert.Equal((service, clientName), (end.Service, end.ClientName));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_gets_its_own_salt_again_and_again(string service, string clientName)
    {
        byte[] first = SaltOf(World.ServerOptions, service, clientName);

        // Another catalog with the same records stands for a restart.
        var restarted = World.ServerOptions with { Catalog = VerifierCatalog.Create([World.Record], World.Kdf, World.Random) };
        Assert.Equal(first, SaltOf(World.ServerOptions, service, clientName));
        if (clientName != World.ClientName)
        {
            Assert.Equal(first, SaltOf(restarted, service, clientName));
        }
    }

    [Fact]
    public void Salts_of_unknown_names_differ_and_depend_on_the_gateways_key()
    {
        ServerHandshakeOptions otherGateway = World.ServerOptions with { EnumerationKey = new byte[32] };

        Assert.NotEqual(SaltOf(World.ServerOptions, "nosuch", ""), SaltOf(World.ServerOptions, "nosuch2", ""));
        Assert.NotEqual(SaltOf(World.ServerOptions, "nosuch", ""), SaltOf(otherGateway, "nosuch", ""));
        Assert.Equal(VerifierSalt.ForIdentity(World.EnumerationKey, "nosuch"), SaltOf(World.ServerOptions, "nosuch", ""));
    }

    [Fact]
    public void A_bad_share_is_refused_the_same_way_under_every_name()
    {
        foreach ((string service, string clientName) in new[] { (World.Service, ""), ("nosuch", "") })
        {
            using ClientHandshake client = World.NewClient(World.Asking(service, "x", clientName));
            using ServerHandshake server = World.NewServer();
            server.Receive(client.Start());
            server.Receive(FrameType.ShareP, new byte[65]);

            ServerStep end = server.Admit();

            Assert.Equal([0, 0, 0, 2, 0x0F, 1], end.Send);
        }
    }

    private static byte[] SaltOf(ServerHandshakeOptions options, string service, string clientName)
    {
        using ClientHandshake client = World.NewClient(World.Asking(service, "x", clientName));
        using ServerHandshake server = World.NewServer(options);
        return server.Receive(client.Start()).Send[SaltOffset..];
    }
}
