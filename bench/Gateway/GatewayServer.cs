using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Distribution.Processes;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Listening;
using Chan.Terms;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Benchmarks.Gateway;

/// <summary>The gateway that is measured: one native port, one service that answers every rpc with the request itself.</summary>
internal static class GatewayServer
{
    internal const string Role = "gateway-server";
    internal const string Service = "echo";
    internal const string Password = "a password for measuring";

    private static readonly ErlAtom Module = ErlTerm.Atom("bench_echo");
    private static readonly ErlAtom Function = ErlTerm.Atom("start");

    internal static async Task RunAsync()
    {
        await using var node = new Node();
        node.Modules.Add(Module, Function, 3, EchoAsync);
        using GatewayIdentity identity = MakeIdentity();
        using var audit = new AuditLog(NullLogger<AuditLog>.Instance, TimeProvider.System);
        await using var gateway = new Server.Listening.Gateway(Configure(), identity, node, audit, NullLoggerFactory.Instance);
        await gateway.StartAsync(CancellationToken.None);
        Console.WriteLine(gateway.Ports[0].EndPoint.Port);
        using var input = new StreamReader(Console.OpenStandardInput());
        await MemoryAndTime.AnswerAsync(input);
    }

    /// <summary><c>{chan, MM, cast}</c> is counted by reading it; everything else is sent back.</summary>
    private static async ValueTask<ErlTerm> EchoAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        ErlTerm middleMan = arguments[0];
        while (await self.ReceiveAsync() is ErlTuple { Count: 3 } message)
        {
            if (message[2] is not ErlAtom)
            {
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, message[2]));
            }
        }

        return Atoms.Normal;
    }

    private static GatewayConfiguration Configure()
    {
        using var password = ChanPassword.FromString(Password);
        using var random = RandomNumberGenerator.Create();
        return new GatewayConfiguration
        {
            Ports = [new PortConfiguration { Name = "native", EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Services = [Service] }],
            Services =
            [
                new ServiceConfiguration
                {
                    Name = Service,
                    Target = new ServiceTarget.Mfa(Module, Function, ErlList.Empty),
                    Password = new Credential.Verifier(VerifierRecord.Create(Service, password, KdfParameters.Default, random)),
                },
            ],
            StateFolder = Path.GetTempPath(),
        };
    }

    private static GatewayIdentity MakeIdentity()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=chan", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        // Through PKCS#12: some systems serve TLS only with a key that was imported.
        X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        return new GatewayIdentity(certificate, RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32));
    }
}
