using System.Net;
using System.Security.Cryptography;
using Chan.Client;
using Chan.Distribution.Processes;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Listening;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>A gateway inside the test's process, made from a file, on real sockets.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GatewayIdentity _identity = MakeIdentity();
    private readonly AuditLog _audit;

    private GatewayHost(string limits, TimeProvider time)
    {
        Log.Allow(entry => entry.Category == typeof(AuditLog).FullName, "security events");
        ConfigurationResult read = ConfigurationLoader.Load(GatewayFile.Write(_folder, limits));
        GatewayConfiguration configuration = read.Configuration ?? throw new InvalidOperationException(string.Join(Environment.NewLine, read.Faults));
        Node = new Node(new NodeRuntimeOptions { LoggerFactory = Log, TimeProvider = time });
        _audit = new AuditLog(Log.CreateLogger<AuditLog>(), time);
        Gateway = new Gateway(configuration, _identity, Node, _audit, Log);
    }

    /// <summary>What the gateway logs.</summary>
    public TestLog Log { get; } = new();

    /// <summary>Its process runtime.</summary>
    public Node Node { get; }

    /// <summary>The gateway.</summary>
    public Gateway Gateway { get; }

    /// <summary>Where its native port listens.</summary>
    public IPEndPoint Native => Find("native");

    /// <summary>Where its classic port listens.</summary>
    public IPEndPoint Classic => Find("classic");

    /// <summary>Starts a gateway.</summary>
    /// <param name="limits">The section <c>limits</c> of its file, as JSON.</param>
    /// <param name="time">Clock of its deadlines; one that stands still if not given, so that a busy machine lets none of them pass. Clients that do not answer a goodbye need one that goes.</param>
    public static async Task<GatewayHost> StartAsync(string limits = "{}", TimeProvider? time = null)
    {
        var host = new GatewayHost(limits, time ?? new TestClock());
        await host.Gateway.StartAsync(CancellationToken.None).WaitAsync(TestTimeouts.Long);
        return host;
    }

    /// <summary>URL of a service on the native port.</summary>
    public string Url(string service) => $"chan://127.0.0.1:{Native.Port}/{service}";

    /// <summary>Connects to a service with the password of these tests.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="argument">ArgC; <c>""</c> if not given.</param>
    public Task<ChanConnection> ConnectAsync(string service, ErlTerm? argument = null)
        => ChanConnection.ConnectAsync(Url(service), Options() with { Argument = argument ?? ErlList.Empty }).WaitAsync(TestTimeouts.Long);

    /// <summary>Client options with a password.</summary>
    public static ChanConnectionOptions Options(string password = GatewayFile.Password)
        => new() { Password = ChanPassword.FromString(password), ConnectTimeout = TestTimeouts.Long, DefaultRpcTimeout = TestTimeouts.Long };

    /// <summary>Waits until nobody is connected.</summary>
    public Task WaitUntilIdleAsync() => Gateway.WaitUntilIdleAsync().WaitAsync(TestTimeouts.Long);

    /// <summary>Waits until an event stands so many times in the services' ledger.</summary>
    public async Task WaitForLedgerAsync(string what, int count)
    {
        await using ChanConnection ledger = await ConnectAsync("ledger");
        await ledger.RpcAsync(ErlTerm.Tuple(ErlTerm.Atom("count"), ErlTerm.Atom(what), count), TestTimeouts.Long);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Node.DisposeAsync();
        _audit.Dispose();
        _identity.Dispose();
        _folder.Dispose();
        Log.Dispose();
    }

    private static GatewayIdentity MakeIdentity()
        => new(
            TestCertificate.Make(),
            RandomNumberGenerator.GetBytes(GatewayIdentity.GatewayIdLength),
            RandomNumberGenerator.GetBytes(GatewayIdentity.EnumerationKeyLength));

    private IPEndPoint Find(string name) => Gateway.Ports.Single(port => port.Name == name).EndPoint;
}
