using Chan.Protocol.Verifiers;
using Chan.Terms;

namespace Chan.Protocol.Classic;

/// <summary>The client's side of the book's handshake: terms in, terms out; no I/O, no clock.</summary>
/// <remarks>
/// <code>
/// Initial       -- Start()                   --> {startService, S, ArgC}  AwaitAnswer
/// AwaitAnswer   -- ack                       -->                          Over: Ready
/// AwaitAnswer   -- badService                -->                          Over: BadService
/// AwaitAnswer   -- {challenge, 25 letters}   --> {response, R}            AwaitVerdict
/// AwaitVerdict  -- ack                       -->                          Over: Ready
/// AwaitVerdict  -- authFail                  -->                          Over: AuthFail
/// any of these  -- any other term            -->                          Over: ProtocolViolation
/// </code>
/// Only the client is authenticated, over a plain connection: whoever poses as the server gets a digest to try passwords against.
/// So a challenge that no lib_chan server makes is not answered. Not thread-safe.
/// </remarks>
public sealed class ClassicClientHandshake
{
    private readonly ErlTerm _service;
    private readonly ErlTerm _argument;
    private readonly ChanPassword? _password;
    private State _state;

    /// <summary>Prepares one handshake.</summary>
    /// <param name="service">Normally an atom.</param>
    /// <param name="argument">ArgC, sent in clear before authentication.</param>
    /// <param name="password">Stays the caller's; <see langword="null"/> for a service without one.</param>
    /// <exception cref="ArgumentException">The password has characters outside Latin-1.</exception>
    public ClassicClientHandshake(ErlTerm service, ErlTerm argument, ChanPassword? password)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(argument);
        if (password is { IsLatin1: false })
        {
            throw new ArgumentException("The classic protocol carries only passwords in Latin-1; this one has other characters.", nameof(password));
        }

        _service = service;
        _argument = argument;
        _password = password;
    }

    private enum State
    {
        Initial,
        AwaitAnswer,
        AwaitVerdict,
        Over,
    }

    /// <summary>The first term.</summary>
    /// <exception cref="InvalidOperationException">Called twice.</exception>
    public ErlTerm Start()
    {
        if (_state != State.Initial)
        {
            throw new InvalidOperationException("The handshake has begun.");
        }

        _state = State.AwaitAnswer;
        return ErlTerm.Tuple(Atoms.StartService, _service, _argument);
    }

    /// <summary>Takes the next term of the server.</summary>
    /// <exception cref="InvalidOperationException">Not started, or over.</exception>
    public ClassicClientStep Receive(ErlTerm term) => (_state, term) switch
    {
        (State.AwaitAnswer or State.AwaitVerdict, ErlAtom("ack")) => End(new ClassicClientResult.Ready()),
        (State.AwaitAnswer, ErlAtom("badService")) => End(new ClassicClientResult.BadService()),
        (State.AwaitAnswer, ErlTuple and [ErlAtom("challenge"), ErlList challenge]) => OnChallenge(challenge),
        (State.AwaitVerdict, ErlAtom("authFail")) => End(new ClassicClientResult.AuthFail()),
        (State.Initial or State.Over, _) => throw new InvalidOperationException($"The handshake takes no term in the state {_state}."),
        _ => End(new ClassicClientResult.ProtocolViolation($"The state {_state} takes another term than the one that came.")),
    };

    private ClassicClientStep OnChallenge(ErlList challenge)
    {
        if (!challenge.TryGetString(out string text) || !ClassicChallenge.IsValid(text))
        {
            return End(new ClassicClientResult.ProtocolViolation("The challenge is not 25 letters a to z, as lib_chan makes them."));
        }

        if (_password is null)
        {
            return End(new ClassicClientResult.ProtocolViolation("The service asks for a password, and none was given."));
        }

        _state = State.AwaitVerdict;
        string response = ClassicDigest.Compute(System.Text.Encoding.ASCII.GetBytes(text), _password);
        return new ClassicClientStep(ErlTerm.Tuple(Atoms.Response, ErlTerm.CharList(response)), Result: null);
    }

    private ClassicClientStep End(ClassicClientResult result)
    {
        _state = State.Over;
        return new ClassicClientStep(Send: null, result);
    }
}
