using System.Security.Cryptography;
using Chan.Client.Sessions;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Terms;
using Chan.Terms.External;
using Microsoft.Extensions.Logging;

namespace Chan.Client.Connecting;

/// <summary>From TLS to STARTED (native-protocol, section 3). Used for one connection.</summary>
internal sealed class NativeOpening
{
    private readonly Transport _transport;
    private readonly Attempt _attempt;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly byte[] _argument;
    private bool _isStartSent;

    private NativeOpening(Transport transport, Attempt attempt, FrameReader reader, FrameWriter writer)
    {
        _transport = transport;
        _attempt = attempt;
        _reader = reader;
        _writer = writer;
        _argument = TermEncoder.Encode(attempt.Options.Argument);
    }

    /// <summary>The session owns the transport from then on; after an exception the caller still does.</summary>
    internal static async Task<ClientSession> OpenAsync(Transport transport, Attempt attempt, CancellationToken cancellationToken)
    {
        TimeProvider clock = attempt.Options.TimeProvider;
        var reader = new FrameReader(transport.Stream, FrameFormat.Native, FrameLimits.BeforeReady, clock);
        var writer = new FrameWriter(transport.Stream, new FrameWriterOptions { TimeProvider = clock });
        try
        {
            NativeSession session = await new NativeOpening(transport, attempt, reader, writer).RunAsync(cancellationToken).ConfigureAwait(false);
            session.Start();
            return session;
        }
        catch (Exception e)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            reader.Dispose();
            if (Translate(e, attempt) is { } told)
            {
                throw told;
            }

            throw;
        }
    }

    /// <summary>What the caller is told in place of the exception; null where it says enough itself.</summary>
    private static Exception? Translate(Exception e, Attempt attempt) => e switch
    {
        TruncatedFrameException or IOException or ObjectDisposedException => attempt.Closed(e),
        ProtocolViolationException => attempt.Violation(e.Message, e),
        TermDecodeException decoding => attempt.Violation($"it sent a term that cannot be decoded ({decoding.Rule}).", e),
        _ => null,
    };

    private async Task<NativeSession> RunAsync(CancellationToken cancellationToken)
    {
        ClientHandshakeResult.Ready ready = await AuthenticateAsync(cancellationToken).ConfigureAwait(false);
        _attempt.Stage = ChanConnectStage.Start;
        _reader.MaxLength = ready.FrameLimit;
        _writer.MaxLength = ready.FrameLimit;
        if (!_isStartSent)
        {
            SendStart(ready.FrameLimit);
        }

        await WaitUntilStartedAsync(cancellationToken).ConfigureAwait(false);
        return new NativeSession(_transport, _reader, _writer, ready.SessionId, _attempt.Endpoint, _attempt.Options);
    }

    private async Task<ClientHandshakeResult.Ready> AuthenticateAsync(CancellationToken cancellationToken)
    {
        using var random = RandomNumberGenerator.Create();
        using var handshake = new ClientHandshake(
            new ClientHandshakeOptions
            {
                Service = _attempt.Endpoint.Service,
                ClientName = _attempt.Endpoint.ClientName,
                Password = _attempt.Options.Password!,
                CertificateSha256 = _transport.CertificateSha256,
                Keys = _attempt.Options.KeyCache,
            },
            random);
        _writer.WriteFrames(handshake.Start());
        while (true)
        {
            (FrameType type, byte[] body) = await ReadFrameAsync(cancellationToken).ConfigureAwait(false);
            ClientStep step = type == FrameType.Params

                // scrypt: a tenth of a second of computing, not on a thread that serves I/O.
                ? await Task.Run(() => handshake.Receive(type, body), cancellationToken).ConfigureAwait(false)
                : handshake.Receive(type, body);
            if (step.Result is not null)
            {
                return Judge(step.Result);
            }

            Send(step.Send);
        }
    }

    private ClientHandshakeResult.Ready Judge(ClientHandshakeResult result)
    {
        switch (result)
        {
            case ClientHandshakeResult.Ready ready:
                return ready;
            case ClientHandshakeResult.Refused:
                throw _attempt.Refused();
            case ClientHandshakeResult.Unsupported:
                throw _attempt.Unsupported();
            case ClientHandshakeResult.Busy:
                throw _attempt.Busy();
            case ClientHandshakeResult.WrongServer:
                SessionLog.WrongServer(_attempt.Options.LoggerFactory.CreateLogger<ChanConnection>(), _attempt.Endpoint);
                throw _attempt.WrongServer();
            default:
                throw _attempt.Violation(((ClientHandshakeResult.ProtocolViolation)result).Text);
        }
    }

    /// <summary>START rides along with CONFIRM_P: the gateway has proved itself by then, and it saves a round trip.</summary>
    private void Send(byte[] frames)
    {
        bool isConfirm = frames.Length > sizeof(uint) && frames[sizeof(uint)] == (byte)FrameType.ConfirmP;
        using FrameBatch batch = _writer.BeginBatch();
        _writer.WriteFrames(frames);
        if (isConfirm && _argument.Length < FrameLimits.BeforeReady)
        {
            _writer.Write(FrameType.Start, _argument);
            _isStartSent = true;
        }
    }

    private void SendStart(uint limit)
    {
        try
        {
            _writer.Write(FrameType.Start, _argument);
        }
        catch (FrameTooLargeException e)
        {
            throw new ArgumentException(
                $"Argument makes a frame of {_argument.Length + 1} bytes; {_attempt.Endpoint} accepts at most {limit}.", nameof(limit), e);
        }
    }

    private async Task WaitUntilStartedAsync(CancellationToken cancellationToken)
    {
        ErlTerm? error = null;
        while (true)
        {
            (FrameType type, byte[] body) = await ReadFrameAsync(cancellationToken).ConfigureAwait(false);
            switch (type)
            {
                case FrameType.Started when body.Length == 0:
                    return;
                case FrameType.Error when body.Length > sizeof(uint):
                    error = Decode(body.AsSpan(sizeof(uint)));
                    break;
                case FrameType.Close:
                    throw _attempt.NotStarted(error ?? Decode(body));
                case FrameType.Ping:
                    _writer.Write(FrameType.Pong, body);
                    break;
                default:
                    throw _attempt.Violation($"it sent a frame of type 0x{(byte)type:X2} before the service was started.");
            }
        }
    }

    private ErlTerm Decode(ReadOnlySpan<byte> bytes) => TermDecoder.Decode(bytes, _attempt.Options.TermLimits);

    private async Task<(FrameType Type, byte[] Body)> ReadFrameAsync(CancellationToken cancellationToken)
    {
        if (!await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw _attempt.Closed(null);
        }

        _reader.TryRead(out Frame frame);
        return (frame.Type, frame.Body.ToArray());
    }
}
