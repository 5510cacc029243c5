using System.Net;
using System.Security.Cryptography;
using Chan.Distribution.Processes;
using Chan.Protocol.Classic;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Listening;
using Chan.Server.Listening.Admission;
using Chan.Server.Services;
using Chan.Server.Services.BuiltIn;
using Chan.Server.Sessions;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Sessions;

/// <summary>The gateway without sockets: clients in memory, a clock of the test's, and services that the test writes.</summary>
internal sealed class SessionFixture : IAsyncDisposable
{
    public const string Password = "ABXy45";

    // Several waits last 10 s; where a test waits for one timer, the others must not be mistaken for it.
    public static readonly GatewayLimits LateStart = new()
    {
        StartTimeout = TimeSpan.FromSeconds(11),
        OutboundStall = TimeSpan.FromSeconds(12),
        HandshakeTimeout = TimeSpan.FromSeconds(13),
    };

    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();
    private static readonly KdfParameters Weakest = new(14, 8, 1);
    private static readonly Dictionary<string, VerifierRecord> Records = [];

    private readonly List<Task> _connections = [];
    private readonly List<ServiceConfiguration> _services = [];
    private readonly byte[] _certificate = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _gatewayId = RandomNumberGenerator.GetBytes(16);
    private readonly byte[] _enumerationKey = RandomNumberGenerator.GetBytes(32);
    private ISessionEntrance? _entrance;
    private ISessionEntrance? _classicEntrance;

    public SessionFixture(GatewayLimits? limits = null)
    {
        Limits = limits ?? new();
        Node = new(new() { TimeProvider = Clock, LoggerFactory = Log });
        Audit = new(Log.CreateLogger<AuditLog>(), Clock);
        Desk = new(Limits, Clock, Random, new AuditedAdmission(Audit, Limits), []);
        BuiltInModules.AddTo(Node.Modules);
        Add("echo", EchoAsync);
    }

    public TestLog Log { get; } = new();

    public TestClock Clock { get; } = new();

    public GatewayLimits Limits { get; }

    public Node Node { get; }

    public AuditLog Audit { get; }

    public AdmissionDesk Desk { get; }

    public HandlerTable Handlers { get; } = new();

    public ClientSession? LastSession { get; private set; }

    /// <summary>Makes a service of a function; to be called before the first connection.</summary>
    public void Add(string name, Func<ProcessContext, ErlTerm, ErlTerm, Task> body, Func<ServiceConfiguration, ServiceConfiguration>? change = null)
    {
        ErlAtom module = ErlTerm.Atom($"test_{name}");
        Node.Modules.Add(module, ErlTerm.Atom("start"), 3, async (self, arguments) =>
        {
            await body(self, arguments[0], arguments[1]);
            return Atoms.Ok;
        });
        AddTarget(name, new ServiceTarget.Mfa(module, ErlTerm.Atom("start"), ErlTerm.Atom("notUsed")), change);
    }

    public void AddTarget(string name, ServiceTarget target, Func<ServiceConfiguration, ServiceConfiguration>? change = null)
    {
        ServiceConfiguration service = new() { Name = name, Target = target };
        _services.Add(change is null ? service : change(service));
    }

    public ScriptedClient Connect(
        IPAddress? source = null, int chunkSize = int.MaxValue, int capacity = 64 * 1024, Action<MemoryStreamPair>? made = null)
    {
        _entrance ??= MakeNativeEntrance();
        MemoryStreamPair pair = Connect(_entrance, source, chunkSize, capacity);
        made?.Invoke(pair);
        return new(pair.First, _certificate);
    }

    /// <summary>A connection in memory to a port with its own entrance.</summary>
    public MemoryStreamPair Connect(ISessionEntrance entrance, IPAddress? source = null, int chunkSize = int.MaxValue, int capacity = 64 * 1024)
    {
        MemoryStreamPair pair = new(chunkSize, capacity);
        _connections.Add(Task.Run(() => ServeAsync(entrance, new MemoryTransport(pair, source ?? IPAddress.Loopback))));
        return pair;
    }

    public ServiceCatalog MakeCatalog()
    {
        GatewayConfiguration configuration = new() { Ports = [], Services = _services, StateFolder = "/nowhere" };
        return ServiceCatalog.Create(configuration, Node.Modules, Handlers, ServiceCatalog.Empty);
    }

    public SessionFactory MakeFactory() => new(Node, Limits, Audit, Log.CreateLogger<Gateway>());

    public PortServices MakePortServices() => new(MakeCatalog(), _services.Select(service => service.Name));

    /// <summary>The classic protocol for all services; those without a password of their own have <see cref="Password"/>.</summary>
    public ClassicEntrance MakeClassicEntrance(Func<ClassicServerOptions, ClassicServerOptions>? change = null)
    {
        ClassicServerOptions options = new()
        {
            Services = _services.ToDictionary(
                ErlTerm (service) => ErlTerm.Atom(service.Name),
                service => service.Password is Credential.None ? null : ChanPassword.FromString(Password)),
        };
        return new(change is null ? options : change(options), MakePortServices(), MakeFactory(), Random);
    }

    /// <summary>A client of the classic protocol; every connection of one test goes through the entrance made for the first.</summary>
    public ClassicScript ConnectClassic(IPAddress? source = null, Func<ClassicServerOptions, ClassicServerOptions>? change = null)
    {
        _classicEntrance ??= MakeClassicEntrance(change);
        return new(Connect(_classicEntrance, source));
    }

    /// <summary>Waits until every connection has ended with all that belongs to it.</summary>
    public Task AllEndedAsync() => Task.WhenAll(_connections).WaitAsync(TestTimeouts.Long);

    public async ValueTask DisposeAsync()
    {
        LastSession?.Abort();
        await AllEndedAsync();
        await Node.DisposeAsync();
        Audit.Dispose();
        Log.Dispose();
    }

    public static async Task EchoAsync(ProcessContext self, ErlTerm middleMan, ErlTerm argument)
    {
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple { Count: 3 } chan when chan[0].Equals(Atoms.Chan):
                    self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, chan[2]));
                    break;
                case ErlTuple { Count: 2 } closed when closed[0].Equals(Atoms.ChanClosed):
                    return;
            }
        }
    }

    private static VerifierRecord RecordOf(string idProver)
    {
        lock (Records)
        {
            if (!Records.TryGetValue(idProver, out VerifierRecord? record))
            {
                using var password = ChanPassword.FromString(Password);
                Records[idProver] = record = VerifierRecord.Create(idProver, password, Weakest, new byte[16], Random);
            }

            return record;
        }
    }

    private NativeEntrance MakeNativeEntrance()
    {
        ServerHandshakeOptions options = new()
        {
            GatewayId = _gatewayId,
            CertificateSha256 = _certificate,
            EnumerationKey = _enumerationKey,
            Catalog = VerifierCatalog.Create(_services.Select(service => RecordOf(service.Name)), Weakest, Random),
        };
        return new(options, MakePortServices(), Desk, new ComputationSlots(2, 256), MakeFactory(), Random);
    }

    private async Task ServeAsync(ISessionEntrance entrance, MemoryTransport transport)
    {
        Assert.True(Desk.TryEnter(transport.Source, out ConnectionPlace? place, out _));
        using (place)
        {
            using CancellationTokenSource deadline = new(Limits.HandshakeTimeout, Clock);
            if (await entrance.EnterAsync(transport, place, deadline.Token) is { } session)
            {
                LastSession = session;
                await session.RunAsync();
                return;
            }
        }

        await transport.DisposeAsync();
    }
}
