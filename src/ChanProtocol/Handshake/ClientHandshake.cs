using System.Security.Cryptography;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake.Messages;
using Chan.Protocol.Spake2Plus;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake;

/// <summary>The client's side of the native handshake: frames in, frames out; no I/O, no clock.</summary>
/// <remarks>
/// <code>
/// Initial     -- Start()                     --> HELLO       AwaitParams
/// AwaitParams -- PARAMS, acceptable          --> SHARE_P     AwaitShareV     (runs scrypt: 100 ms and more)
/// AwaitShareV -- SHARE_V, confirmV right     --> CONFIRM_P   AwaitReady
/// AwaitShareV -- SHARE_V, wrong              -->             Over: WrongServer
/// AwaitReady  -- READY, same session id      -->             Over: Ready
/// any of these -- FAIL                       -->             Over: Refused, Unsupported or Busy
/// any of these -- any other frame            -->             Over: ProtocolViolation
/// </code>
/// Nothing that proves knowledge of the password leaves before confirmV is verified: a server in the middle learns nothing
/// that it could try passwords against. Source: native protocol, sections 3 and 4. Not thread-safe.
/// </remarks>
public sealed class ClientHandshake : IDisposable
{
    private readonly ClientHandshakeOptions _options;
    private readonly RandomNumberGenerator _random;
    private ClientHandshakeState _state = new ClientHandshakeState.Initial();

    /// <summary>Prepares one handshake.</summary>
    /// <param name="options">Whom to be, to whom, over which certificate.</param>
    /// <param name="random">A cryptographic source.</param>
    /// <exception cref="ArgumentException">A name is outside the grammar, or the hash has the wrong length.</exception>
    public ClientHandshake(ClientHandshakeOptions options, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        options.Validate();
        _options = options;
        _random = random;
    }

    /// <summary>The first frame, HELLO.</summary>
    /// <exception cref="InvalidOperationException">Called twice.</exception>
    public byte[] Start()
    {
        if (_state is not ClientHandshakeState.Initial)
        {
            throw new InvalidOperationException("The handshake has begun.");
        }

        Span<byte> nonce = stackalloc byte[Hello.NonceLength];
        _random.GetBytes(nonce);
        byte[] hello = Hello.Encode(nonce, _options.Service, _options.ClientName);
        _state = new ClientHandshakeState.AwaitParams(hello);
        return hello;
    }

    /// <summary>Takes the next frame of the server. PARAMS runs scrypt: call it off an I/O thread.</summary>
    /// <exception cref="InvalidOperationException">Not started, or over.</exception>
    public ClientStep Receive(FrameType type, ReadOnlySpan<byte> body)
    {
        if (_state is ClientHandshakeState.Initial or ClientHandshakeState.Over)
        {
            throw new InvalidOperationException($"The handshake takes no frame in the state {_state}.");
        }

        return (_state, HandshakeMessage.FromServer(type, body)) switch
        {
            (ClientHandshakeState.AwaitParams waiting, Params parameters) => OnParams(waiting, parameters, HandshakeMessage.ToFrame(type, body)),
            (ClientHandshakeState.AwaitShareV waiting, ShareV share) => OnShareV(waiting, share),
            (ClientHandshakeState.AwaitReady waiting, Ready ready) => OnReady(waiting, ready),
            (_, Fail fail) => OnFail(fail),
            (_, var other) => End(new ClientHandshakeResult.ProtocolViolation(Offence.OutOfOrder(other, _state.ToString()).Text)),
        };
    }

    /// <summary>Erases what is left of the exchange.</summary>
    public void Dispose() => _state.Erase();

    private ClientStep OnParams(ClientHandshakeState.AwaitParams waiting, Params parameters, byte[] frame)
    {
        string idProver = ProverIdentity.Of(_options.Service, _options.ClientName);
        ProverKey key = _options.Keys is { } cache
            ? cache.Get(_options.Password, idProver, parameters.Salt, parameters.Kdf)
            : PasswordStretch.Derive(_options.Password.Utf8, ProverIdentity.ToBytes(idProver), parameters.Salt, parameters.Kdf, _random);
        byte[] context = HandshakeContext.Build(_options.CertificateSha256.Span, waiting.HelloFrame, frame);
        var prover = new Prover(key, HandshakeContext.Identity(context, idProver, parameters.GatewayId), _random);
        return Advance(new ClientHandshakeState.AwaitShareV(key, prover), ShareP.Encode(prover.ShareP));
    }

    private ClientStep OnShareV(ClientHandshakeState.AwaitShareV waiting, ShareV share)
    {
        using KeySchedule? keys = waiting.Prover.Finish(share.Share, _random);
        if (keys is null || !CryptographicOperations.FixedTimeEquals(keys.ConfirmV(waiting.Prover.ShareP), share.ConfirmV))
        {
            return End(new ClientHandshakeResult.WrongServer());
        }

        return Advance(new ClientHandshakeState.AwaitReady(HandshakeContext.SessionId(keys)), ConfirmP.Encode(keys.ConfirmP(share.Share)));
    }

    private ClientStep OnReady(ClientHandshakeState.AwaitReady waiting, Ready ready)
        => CryptographicOperations.FixedTimeEquals(waiting.SessionId, ready.SessionId)
            ? End(new ClientHandshakeResult.Ready(waiting.SessionId, ready.FrameLimit))
            : End(new ClientHandshakeResult.ProtocolViolation("READY names another session than the one that was agreed on."));

    private ClientStep OnFail(Fail fail) => End(fail.Code switch
    {
        Fail.Refused => new ClientHandshakeResult.Refused(),
        Fail.Unsupported => new ClientHandshakeResult.Unsupported(),
        _ => new ClientHandshakeResult.Busy(),
    });

    private ClientStep Advance(ClientHandshakeState next, byte[] send)
    {
        _state.Erase();
        _state = next;
        return new ClientStep(send, Result: null);
    }

    private ClientStep End(ClientHandshakeResult result)
    {
        _state.Erase();
        _state = new ClientHandshakeState.Over();
        return new ClientStep([], result);
    }
}
