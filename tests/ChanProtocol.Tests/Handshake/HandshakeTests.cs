using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;

namespace Chan.Protocol.Tests.Handshake;

public class HandshakeTests
{
    [Fact]
    public void The_frames_of_a_handshake_do_not_depend_on_whether_its_key_was_held()
    {
        using var keys = new ProverKeyCache(World.Random);
        ClientHandshakeOptions options = World.ClientOptions with { Keys = keys };
        using Exchange computed = new Exchange(client: options).UpToReady();
        using Exchange held = new Exchange(client: options).UpToReady();

        Assert.Equal(computed.ClientFrames, held.ClientFrames);
    }

    [Theory]
    [InlineData("", World.Password)]
    [InlineData(World.ClientName, World.ClientPassword)]
    public void Right_password_opens_the_same_session_on_both_sides(string clientName, string password)
    {
        using ClientHandshake client = World.NewClient(World.Asking(World.Service, password, clientName));
        using ServerHandshake server = World.NewServer();

        byte[] parameters = server.Receive(client.Start()).Send;
        byte[] shareV = server.Answer(client.Receive(parameters).Send).Send;
        ServerStep confirmed = server.Receive(client.Receive(shareV).Send);
        ServerStep ready = server.Complete(FrameLimits.Default);
        ClientStep end = client.Receive(ready.Send);

        Assert.Equal(ServerState.Confirmed, confirmed.State);
        Assert.Equal((ServerState.Ready, World.Service, clientName), (ready.State, ready.Service, ready.ClientName));
        var result = Assert.IsType<ClientHandshakeResult.Ready>(end.Result);
        Assert.Equal(FrameLimits.Default, result.FrameLimit);
        Assert.Equal(server.SessionId.ToArray(), result.SessionId.ToArray());
        Assert.Equal(16, result.SessionId.Length);
    }

    [Theory]
    [InlineData(World.Service, "", "wrong")]
    [InlineData(World.Service, World.ClientName, World.Password)]
    [InlineData(World.Service, "nobody", World.Password)]
    [InlineData("nosuch", "", World.Password)]
    public void Wrong_password_or_name_ends_at_the_client_before_it_confirms(string service, string clientName, string password)
    {
        using ClientHandshake client = World.NewClient(World.Asking(service, password, clientName));
        using ServerHandshake server = World.NewServer();

        byte[] parameters = server.Receive(client.Start()).Send;
        ClientStep end = client.Receive(server.Answer(client.Receive(parameters).Send).Send);

        Assert.IsType<ClientHandshakeResult.WrongServer>(end.Result);
        Assert.Empty(end.Send);
        Assert.Equal(HandshakeStage.Abandoned, server.Abandon("The connection ended.").Stage);
    }
}
