using System.Security.Cryptography;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Handshake;

/// <summary>One gateway with a service and a named client, made once: scrypt is slow on purpose.</summary>
internal static class World
{
    public const string Service = "nameServer";
    public const string ClientName = "joe";
    public const string Password = "ABXy45";
    public const string ClientPassword = "joe's own";

    public static readonly KdfParameters Kdf = new(14, 8, 1);
    public static readonly byte[] GatewayId = [.. Enumerable.Range(1, 16).Select(n => (byte)n)];
    public static readonly byte[] EnumerationKey = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];
    public static readonly byte[] CertificateSha256 = SHA256.HashData("a certificate"u8);
    public static readonly RandomNumberGenerator Random = new FixedRandom(7);
    public static readonly ProverKeyCache Keys = new(Random);
    public static readonly VerifierRecord Record = MakeRecord(Service, Password);
    public static readonly VerifierCatalog Catalog = VerifierCatalog.Create(
        [Record, MakeRecord(ProverIdentity.Of(Service, ClientName), ClientPassword)], Kdf, Random);

    public static readonly ServerHandshakeOptions ServerOptions = new()
    {
        GatewayId = GatewayId,
        CertificateSha256 = CertificateSha256,
        Catalog = Catalog,
        EnumerationKey = EnumerationKey,
    };

    public static readonly ClientHandshakeOptions ClientOptions = new()
    {
        Service = Service,
        Password = ChanPassword.FromString(Password),
        CertificateSha256 = CertificateSha256,
        Keys = Keys,
    };

    public static ServerHandshake NewServer(ServerHandshakeOptions? options = null) => new(options ?? ServerOptions, Random);

    public static ClientHandshake NewClient(ClientHandshakeOptions? options = null) => new(options ?? ClientOptions, Random);

    /// <summary>A client that asks for a name with a password.</summary>
    public static ClientHandshakeOptions Asking(string service, string password, string clientName = "")
        => ClientOptions with { Service = service, ClientName = clientName, Password = ChanPassword.FromString(password) };

    public static ServerStep Receive(this ServerHandshake server, byte[] frame) => server.Receive(TypeOf(frame), BodyOf(frame));

    public static ClientStep Receive(this ClientHandshake client, byte[] frame) => client.Receive(TypeOf(frame), BodyOf(frame));

    /// <summary>Receives SHARE_P and admits it.</summary>
    public static ServerStep Answer(this ServerHandshake server, byte[] shareP)
        => server.Receive(shareP) is { State: ServerState.AwaitAdmission } ? server.Admit() : throw new InvalidOperationException("Not a SHARE_P.");

    public static FrameType TypeOf(byte[] frame) => (FrameType)frame[4];

    public static byte[] BodyOf(byte[] frame) => frame[5..];

    private static VerifierRecord MakeRecord(string idProver, string password)
    {
        using ChanPassword secret = ChanPassword.FromString(password);
        return VerifierRecord.Create(idProver, secret, Kdf, Random);
    }
}
