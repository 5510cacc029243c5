using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Handshake;

/// <summary>Both machines, moved step by step; the frames that passed stay to be looked at. The same seeds give the same frames.</summary>
internal sealed class Exchange : IDisposable
{
    public Exchange(int seed = 1, ClientHandshakeOptions? client = null, ServerHandshakeOptions? server = null)
    {
        Client = new ClientHandshake(client ?? World.ClientOptions, new FixedRandom(seed));
        Server = new ServerHandshake(server ?? World.ServerOptions, new FixedRandom(seed + 1000));
        Hello = Client.Start();
    }

    public ClientHandshake Client { get; }

    public ServerHandshake Server { get; }

    public byte[] Hello { get; }

    public byte[] Params { get; private set; } = [];

    public byte[] ShareP { get; private set; } = [];

    public byte[] ShareV { get; private set; } = [];

    public byte[] ConfirmP { get; private set; } = [];

    public byte[] Ready { get; private set; } = [];

    public byte[][] ClientFrames => [Hello, ShareP, ConfirmP];

    public byte[][] ServerFrames => [Params, ShareV, Ready];

    /// <summary>The server has sent PARAMS; the client has not seen it.</summary>
    public Exchange UpToParams()
    {
        Params = Server.Receive(Hello).Send;
        return this;
    }

    /// <summary>The client has sent SHARE_P; the server has not seen it.</summary>
    public Exchange UpToShareP()
    {
        UpToParams();
        ShareP = Client.Receive(Params).Send;
        return this;
    }

    /// <summary>The server has sent SHARE_V; the client has not seen it.</summary>
    public Exchange UpToShareV()
    {
        UpToShareP();
        ShareV = Server.Answer(ShareP).Send;
        return this;
    }

    /// <summary>The client has sent CONFIRM_P; the server has not seen it.</summary>
    public Exchange UpToConfirmP()
    {
        UpToShareV();
        ConfirmP = Client.Receive(ShareV).Send;
        return this;
    }

    /// <summary>The server has sent READY; the client has not seen it.</summary>
    public Exchange UpToReady()
    {
        UpToConfirmP();
        Server.Receive(ConfirmP);
        Ready = Server.Complete(FrameLimits.Default).Send;
        return this;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
