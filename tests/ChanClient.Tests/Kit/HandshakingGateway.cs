using System.Security.Cryptography;
using Chan.Client.Connecting;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;
using Chan.TestKit;

namespace Chan.Client.Tests.Kit;

/// <summary>A connection in memory whose gateway plays the real handshake of the protocol, as far as the test lets it.</summary>
internal sealed class HandshakingGateway : IDisposable
{
    internal const string Service = "nameServer";

    internal static readonly byte[] Certificate = SHA256.HashData("the gateway's certificate"u8);
    internal static readonly byte[] OtherCertificate = SHA256.HashData("somebody else's certificate"u8);

    private const uint FrameLimit = 4096;

    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();
    private static readonly ChanPassword Right = ChanPassword.FromString("s3cretWord");
    private static readonly KdfParameters Weakest = new(14, 8, 1);
    private static readonly VerifierCatalog Catalog = VerifierCatalog.Create(
        [VerifierRecord.Create(Service, Right, Weakest, Random), VerifierRecord.Create(Service + "/joe", Right, Weakest, Random)], Weakest, Random);

    // One for all tests: scrypt runs once for each name and password.
    private static readonly ProverKeyCache Keys = new(Random);

    private readonly ServerHandshake _handshake;

    internal HandshakingGateway(byte[]? certificate = null)
    {
        Script = new ScriptedGateway(Streams.Second);
        _handshake = new ServerHandshake(
            new ServerHandshakeOptions
            {
                GatewayId = new byte[16],
                CertificateSha256 = certificate ?? Certificate,
                Catalog = Catalog,
                EnumerationKey = new byte[32],
            },
            Random);
    }

    internal MemoryStreamPair Streams { get; } = new();

    internal ScriptedGateway Script { get; }

    internal TestClock Clock { get; } = new();

    internal static ChanConnectionOptions Options(string password = "s3cretWord") => new()
    {
        Password = ChanPassword.FromString(password),
        KeyCache = Keys,
    };

    internal async Task<ChanConnection> ConnectAsync(
        ChanConnectionOptions? options = null, string service = Service, CancellationToken cancellationToken = default)
    {
        var endpoint = new ChanEndpoint("gateway.test", 12340, service);
        return new ChanConnection(await Connector.ConnectAsync(
            endpoint,
            (options ?? Options()) with { TimeProvider = Clock },
            (_, _) => Task.FromResult(new Transport(Streams.First, Certificate, null)),
            cancellationToken).WaitAsync(TestTimeouts.Long, CancellationToken.None));
    }

    /// <summary>HELLO to SHARE_V; the next frame is the client's.</summary>
    internal async Task PlayUntilConfirmAsync()
    {
        await AnswerAsync(await Script.ReadAsync());
        (FrameType type, byte[] body) = await Script.ReadAsync();
        _handshake.Receive(type, body);
        await Script.SendRawAsync(_handshake.Admit().Send);
    }

    /// <summary>HELLO to READY.</summary>
    internal async Task PlayUntilReadyAsync()
    {
        await PlayUntilConfirmAsync();
        (FrameType type, byte[] body) = await Script.ReadAsync();
        _handshake.Receive(type, body);
        await Script.SendRawAsync(_handshake.Complete(FrameLimit).Send);
    }

    /// <summary>HELLO to STARTED; gives what START carried.</summary>
    internal async Task<Terms.ErlTerm> PlayUntilStartedAsync()
    {
        await PlayUntilReadyAsync();
        Terms.ErlTerm argument = await Script.ExpectTermAsync(FrameType.Start);
        await Script.SendAsync(FrameType.Started);
        return argument;
    }

    public void Dispose()
    {
        Streams.Cut();
        _handshake.Dispose();
        Script.Dispose();
        Streams.Dispose();
    }

    private async Task AnswerAsync((FrameType Type, byte[] Body) frame)
        => await Script.SendRawAsync(_handshake.Receive(frame.Type, frame.Body).Send);
}
