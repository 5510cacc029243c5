using System.Security.Cryptography;
using Chan.Client.Sessions;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tls;
using Chan.Protocol.Verifiers;
using Chan.Terms;
using Chan.Terms.External;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Client;

/// <summary>Settings of connections. Immutable, may be shared by many; derive a variant with <c>with</c>.</summary>
public sealed record ChanConnectionOptions
{
    private static readonly ProverKeyCache SharedKeys = MakeSharedKeys();

    /// <summary>
    /// The password; owned by the caller, who disposes it after the last connect. Null only where a classic service asks for none.
    /// </summary>
    public ChanPassword? Password { get; init; }

    /// <summary>
    /// Name of the client whose password <see cref="Password"/> is, 1 to 64 of <c>A-Z a-z 0-9 _ . -</c>; empty (the default) for the
    /// service's own password. A name in the URL wins; two different names are refused.
    /// </summary>
    public string ClientName { get; init; } = "";

    /// <summary>What the service receives as lib_chan's <c>ArgC</c> when it starts. Default: the empty list.</summary>
    public ErlTerm Argument { get; init; } = ErlList.Empty;

    /// <summary>
    /// What is asked of the gateway's certificate beside the password proof that is bound to it. Default:
    /// <see cref="ServerTrust.ByPassword"/>, nothing more. Not used by the classic protocol.
    /// </summary>
    public ServerTrust Trust { get; init; } = ServerTrust.ByPassword;

    /// <summary>
    /// Whether a <see cref="ChanScheme.Classic"/> endpoint may be connected to. Default: no, because its gateway, or whoever
    /// answers in its place, collects what is needed to test passwords offline.
    /// </summary>
    public bool AllowClassic { get; init; }

    /// <summary>Time for everything from the DNS query to the started service, 1 ms to 1 h. Default: 10 s, as the gateway allows.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time for an rpc that states none, 1 ms to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 5 s, as gen_server:call/2.
    /// </summary>
    public TimeSpan DefaultRpcTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which the gateway is asked for a sign of life, 1 s to 1 h. Default: 30 s (native-protocol, section 7).</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which the connection is given up; longer than <see cref="PingInterval"/>, at most 3 h. Default: 90 s.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Most pushes kept unread, 1 to 10,000,000. Default: 10,000. See <see cref="PushOverflow"/>.</summary>
    public int PushQueueLimit { get; init; } = 10_000;

    /// <summary>Most bytes of unread pushes, as they came over the wire, 1 KiB to 2 GiB. Default: 64 MiB. See <see cref="PushOverflow"/>.</summary>
    public long PushQueueByteLimit { get; init; } = 64 * 1024 * 1024;

    /// <summary>What happens when either bound is reached. Default: the connection is closed.</summary>
    public ChanPushOverflow PushOverflow { get; init; } = ChanPushOverflow.CloseConnection;

    /// <summary>Largest frame taken from a classic server, in bytes, 64 to 1 GiB. Default: 16 MiB. A native gateway states its limit itself.</summary>
    public int ClassicFrameLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Called when the gateway refuses a message that has no answer: a cast against the service's rules. The connection goes on. It runs on
    /// the connection's reading thread, before anything that the gateway sent later is looked at: it must be short and must not throw.
    /// Default: such refusals are only logged.
    /// </summary>
    public Action<ChanRemoteException>? CastRefused { get; init; }

    /// <summary>
    /// What is accepted of terms that the gateway sends. Default: <see cref="TermLimits.Untrusted"/>, and pids, ports and references, which
    /// services like to answer with and which are mere data here.
    /// </summary>
    public TermLimits TermLimits { get; init; } = TermLimits.Untrusted with { AllowIdentifiers = true };

    /// <summary>
    /// Keys already derived from passwords, so that connecting again does not cost another 100 ms of scrypt. Default: one cache for the
    /// whole program, erased when it ends. An own one is the caller's to dispose.
    /// </summary>
    public ProverKeyCache KeyCache { get; init; } = SharedKeys;

    /// <summary>The clock of every time-out. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the connection logs. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where pushes go instead of a queue of the connection's own; whoever gives it completes it.</summary>
    internal PushQueue? SharedPushes { get; init; }

    private static ProverKeyCache MakeSharedKeys()
    {
        using var random = RandomNumberGenerator.Create();
        return new ProverKeyCache(random);
    }
}
