using System.Security.Cryptography;
using System.Text;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;
using Chan.Terms;

namespace Chan.Protocol.Classic;

/// <summary>The server's side of the book's handshake: terms in, terms out; no I/O, no clock.</summary>
/// <remarks>
/// <code>
/// AwaitStartService -- {startService, S, ArgC}, no password --> ack              Open
/// AwaitStartService -- {startService, S, ArgC}              --> {challenge, Ch}  AwaitResponse   (unknown services too, unless revealed)
/// AwaitStartService -- {startService, S, ArgC}, unknown     --> badService       Closed          (where services are revealed)
/// AwaitResponse     -- {response, R}, right                 --> ack              Open
/// AwaitResponse     -- {response, R}, wrong                 --> authFail         Closed
/// any of these      -- any other term                       -->                  Closed          (closed without an answer)
/// </code>
/// The book's server ignores other terms after its challenge; here they close, as nothing legal sends them. A challenge is used once.
/// Not thread-safe: one connection owns it.
/// </remarks>
public sealed class ClassicServerHandshake
{
    private readonly ClassicServerOptions _options;
    private readonly RandomNumberGenerator _random;
    private byte[] _challenge = [];
    private ChanPassword? _password;

    /// <summary>Begins one handshake.</summary>
    /// <param name="options">Shared by all handshakes of the port.</param>
    /// <param name="random">A cryptographic source.</param>
    public ClassicServerHandshake(ClassicServerOptions options, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        _options = options;
        _random = random;
    }

    /// <summary>Where the handshake stands.</summary>
    public ClassicServerState State { get; private set; }

    /// <summary>The service asked for, once the first term came. May be unknown.</summary>
    public ErlTerm? Service { get; private set; }

    /// <summary>ArgC, once the first term came.</summary>
    public ErlTerm? Argument { get; private set; }

    /// <summary>How it failed, once it has.</summary>
    public HandshakeFailure? Failure { get; private set; }

    /// <summary>Takes the next term of the client.</summary>
    /// <exception cref="InvalidOperationException">The handshake is over.</exception>
    public ClassicServerStep Receive(ErlTerm term) => (State, term) switch
    {
        (ClassicServerState.AwaitStartService, ErlTuple and [ErlAtom("startService"), var service, var argument]) => OnStartService(service, argument),
        (ClassicServerState.AwaitResponse, ErlTuple and [ErlAtom("response"), var response]) => OnResponse(response),
        (ClassicServerState.Open or ClassicServerState.Closed, _) => throw new InvalidOperationException($"The handshake takes no term in the state {State}."),
        _ => Close(null, HandshakeFailureReason.ProtocolViolation, $"The state {State} takes another term than the one that came."),
    };

    /// <summary>Notes that the connection ended, or its time was over, before <c>ack</c>.</summary>
    /// <param name="text">What happened, for the log.</param>
    /// <returns>The failure; the first one, if the handshake had failed before.</returns>
    public HandshakeFailure Abandon(string text)
        => Failure ?? Close(null, HandshakeFailureReason.Abandoned, text).Failure!;

    private ClassicServerStep OnStartService(ErlTerm service, ErlTerm argument)
    {
        Service = service;
        Argument = argument;
        bool isKnown = _options.Services.TryGetValue(service, out _password);
        if (isKnown && _password is null)
        {
            return Open();
        }

        if (!isKnown && _options.RevealsServices)
        {
            return Close(Atoms.BadService, HandshakeFailureReason.Refused, "There is no such service on this port.");
        }

        _challenge = ClassicChallenge.Create(_random);
        State = ClassicServerState.AwaitResponse;
        return new ClassicServerStep(ErlTerm.Tuple(Atoms.Challenge, ErlList.FromBytes(_challenge)), State, Failure: null);
    }

    private ClassicServerStep OnResponse(ErlTerm response)
    {
        // An unknown service costs the same digest, of a password that nobody has.
        using ChanPassword? nobodys = _password is null ? ChanPassword.Generate(_random, out _) : null;
        string expected = ClassicDigest.Compute(_challenge, _password ?? nobodys!);
        string given = response is ErlList list && list.TryGetString(out string text) ? text : "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given))
            ? Open()
            : Close(Atoms.AuthFail, HandshakeFailureReason.Refused, "The response is wrong.");
    }

    private ClassicServerStep Open()
    {
        State = ClassicServerState.Open;
        return new ClassicServerStep(Atoms.Ack, State, Failure: null);
    }

    private ClassicServerStep Close(ErlTerm? send, HandshakeFailureReason reason, string text)
    {
        HandshakeStage stage = State == ClassicServerState.AwaitStartService ? HandshakeStage.Hello : HandshakeStage.Confirm;
        Failure = new HandshakeFailure(stage, reason, text);
        State = ClassicServerState.Closed;
        return new ClassicServerStep(send, State, Failure);
    }
}
