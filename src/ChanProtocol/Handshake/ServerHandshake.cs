using System.Security.Cryptography;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake.Messages;
using Chan.Protocol.Spake2Plus;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake;

/// <summary>The server's side of the native handshake: frames in, frames out; no I/O, no clock.</summary>
/// <remarks>
/// <code>
/// AwaitHello     -- HELLO                    --> PARAMS      AwaitShareP     (known name or not: the same way with the same work)
/// AwaitHello     -- HELLO, not supported     --> FAIL 2      Closed
/// AwaitShareP    -- SHARE_P                  -->             AwaitAdmission
/// AwaitAdmission -- Admit()                  --> SHARE_V     AwaitConfirmP
/// AwaitAdmission -- Admit(), bad share       --> FAIL 1      Closed
/// AwaitConfirmP  -- CONFIRM_P, right         -->             Confirmed
/// AwaitConfirmP  -- CONFIRM_P, wrong         --> FAIL 1      Closed
/// Confirmed      -- Complete(limit)          --> READY       Ready
/// any of these   -- Busy()                   --> FAIL 3      Closed
/// any of these   -- any other frame          -->             Closed          (closed without an answer)
/// </code>
/// A client learns from SHARE_V whether its guess was right; so the attempt must be charged before <see cref="Admit"/>.
/// Source: native protocol, sections 3 to 5. Not thread-safe: one connection owns it.
/// </remarks>
public sealed class ServerHandshake : IDisposable
{
    private readonly ServerHandshakeOptions _options;
    private readonly RandomNumberGenerator _random;
    private ServerHandshakeState _state = new ServerHandshakeState.AwaitHello();

    /// <summary>Begins one handshake.</summary>
    /// <param name="options">Shared by all handshakes of the port.</param>
    /// <param name="random">A cryptographic source; must be thread-safe if it is shared.</param>
    /// <exception cref="ArgumentException">A value in <paramref name="options"/> has the wrong length.</exception>
    public ServerHandshake(ServerHandshakeOptions options, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        options.Validate();
        _options = options;
        _random = random;
    }

    /// <summary>Where the handshake stands.</summary>
    public ServerState State => _state.Name;

    /// <summary>How it failed, once it has.</summary>
    public HandshakeFailure? Failure { get; private set; }

    /// <summary>The service asked for, once HELLO came. May be unknown.</summary>
    public string? Service { get; private set; }

    /// <summary>The client's name, once HELLO came; empty for the service's own password. May be unknown.</summary>
    public string? ClientName { get; private set; }

    /// <summary>The session's id, 16 bytes, from <see cref="ServerState.Confirmed"/> on; empty before.</summary>
    public ReadOnlyMemory<byte> SessionId => _state switch
    {
        ServerHandshakeState.Confirmed confirmed => confirmed.SessionId,
        ServerHandshakeState.Ready ready => ready.SessionId,
        _ => default,
    };

    /// <summary>Takes the next frame of the client.</summary>
    /// <exception cref="InvalidOperationException">The handshake is over, or waits for a decision of the caller.</exception>
    public ServerStep Receive(FrameType type, ReadOnlySpan<byte> body)
    {
        if (State is ServerState.AwaitAdmission or ServerState.Confirmed or ServerState.Ready or ServerState.Closed)
        {
            throw new InvalidOperationException($"The handshake takes no frame in the state {State}.");
        }

        return (_state, HandshakeMessage.FromClient(type, body)) switch
        {
            (ServerHandshakeState.AwaitHello, Hello hello) => OnHello(hello, HandshakeMessage.ToFrame(type, body)),
            (ServerHandshakeState.AwaitHello, UnsupportedHello hello) => OnUnsupported(hello),
            (ServerHandshakeState.AwaitShareP waiting, ShareP share) => OnShareP(waiting, share),
            (ServerHandshakeState.AwaitConfirmP waiting, ConfirmP confirm) => OnConfirmP(waiting, confirm),
            (_, var other) => Close([], HandshakeFailureReason.ProtocolViolation, Offence.OutOfOrder(other, State.ToString()).Text),
        };
    }

    /// <summary>Goes on with the share that came: three multiplications, about a millisecond.</summary>
    /// <exception cref="InvalidOperationException">Not in <see cref="ServerState.AwaitAdmission"/>.</exception>
    public ServerStep Admit()
    {
        (ServerHandshakeState.AwaitShareP exchange, byte[] shareP) = Expect<ServerHandshakeState.AwaitAdmission>();
        Spake2PlusIdentity identity = HandshakeContext.Identity(exchange.Context, exchange.IdProver, _options.GatewayId.ToArray());
        if (Verifier.Respond(exchange.Entry.Key, identity, shareP, _random) is not { } response)
        {
            return Close(Fail.Encode(Fail.Refused), HandshakeFailureReason.Refused, "The client's share is not acceptable.");
        }

        using KeySchedule keys = response.Keys;
        byte[] expected = keys.ConfirmP(response.ShareV);
        byte[] frame = ShareV.Encode(response.ShareV, keys.ConfirmV(shareP));
        return Advance(new ServerHandshakeState.AwaitConfirmP(exchange.Entry.Known, expected, HandshakeContext.SessionId(keys)), frame);
    }

    /// <summary>Ends the handshake with FAIL 3: try later. Says nothing about the password.</summary>
    /// <exception cref="InvalidOperationException">The handshake is over.</exception>
    public ServerStep Busy()
    {
        if (State is ServerState.Ready or ServerState.Closed)
        {
            throw new InvalidOperationException($"The handshake cannot be busy in the state {State}.");
        }

        return Close(Fail.Encode(Fail.Busy), HandshakeFailureReason.Busy, "The gateway has no room for the attempt.");
    }

    /// <summary>Opens the session.</summary>
    /// <param name="frameLimit">Largest frame of the session in either direction, in bytes as the header says it.</param>
    /// <exception cref="InvalidOperationException">Not in <see cref="ServerState.Confirmed"/>.</exception>
    public ServerStep Complete(uint frameLimit)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frameLimit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frameLimit, FrameLimits.Largest);
        byte[] sessionId = Expect<ServerHandshakeState.Confirmed>().SessionId;
        return Advance(new ServerHandshakeState.Ready(sessionId), Ready.Encode(sessionId, frameLimit));
    }

    /// <summary>Notes that the connection ended, or its time was over, before READY.</summary>
    /// <param name="text">What happened, for the log.</param>
    /// <returns>The failure; the first one, if the handshake had failed before.</returns>
    public HandshakeFailure Abandon(string text)
    {
        if (Failure is null)
        {
            Close([], HandshakeFailureReason.Abandoned, text);
        }

        return Failure!;
    }

    /// <summary>Erases what is left of the exchange.</summary>
    public void Dispose() => _state.Erase();

    private ServerStep OnHello(Hello hello, byte[] frame)
    {
        Service = hello.Service;
        ClientName = hello.ClientName;
        string idProver = ProverIdentity.Of(hello.Service, hello.ClientName);

        // For every name, and chosen from afterwards: computed for unknown names only, it shows in the time (design notes, 5.3).
        byte[] ownSalt = VerifierSalt.ForIdentity(_options.EnumerationKey.Span, idProver);
        VerifierCatalog.Entry entry = _options.Catalog.Find(idProver);
        byte[] salt = entry.Known == 1 ? entry.Salt : ownSalt;

        Span<byte> nonce = stackalloc byte[Hello.NonceLength];
        _random.GetBytes(nonce);
        byte[] answer = Params.Encode(nonce, _options.GatewayId.Span, _options.Catalog.Parameters, salt);
        byte[] context = HandshakeContext.Build(_options.CertificateSha256.Span, frame, answer);
        return Advance(new ServerHandshakeState.AwaitShareP(idProver, entry, context), answer);
    }

    private ServerStep OnUnsupported(UnsupportedHello hello)
        => Close(Fail.Encode(Fail.Unsupported), HandshakeFailureReason.Unsupported, hello.Text);

    private ServerStep OnShareP(ServerHandshakeState.AwaitShareP waiting, ShareP share)
        => Advance(new ServerHandshakeState.AwaitAdmission(waiting, share.Share), []);

    private ServerStep OnConfirmP(ServerHandshakeState.AwaitConfirmP waiting, ConfirmP confirm)
    {
        // Both are looked at, whatever the first says: an unknown name costs what a known one does.
        int isEqual = CryptographicOperations.FixedTimeEquals(confirm.Value, waiting.ExpectedConfirmP) ? 1 : 0;
        return (isEqual & waiting.Known) == 1
            ? Advance(new ServerHandshakeState.Confirmed(waiting.SessionId), [])
            : Close(Fail.Encode(Fail.Refused), HandshakeFailureReason.Refused, "The client's confirmation is wrong.");
    }

    private T Expect<T>()
        where T : ServerHandshakeState
        => _state as T ?? throw new InvalidOperationException($"The handshake is in the state {State}.");

    private ServerStep Advance(ServerHandshakeState next, byte[] send)
    {
        _state.Erase();
        _state = next;
        return new ServerStep(send, State, Failure, Service, ClientName);
    }

    private ServerStep Close(byte[] send, HandshakeFailureReason reason, string text)
    {
        HandshakeStage stage = State switch
        {
            ServerState.AwaitHello => HandshakeStage.Hello,
            ServerState.AwaitShareP or ServerState.AwaitAdmission => HandshakeStage.Share,
            _ when reason == HandshakeFailureReason.Abandoned => HandshakeStage.Abandoned,
            _ => HandshakeStage.Confirm,
        };
        Failure = new HandshakeFailure(stage, reason, text);
        return Advance(new ServerHandshakeState.Closed(), send);
    }
}
