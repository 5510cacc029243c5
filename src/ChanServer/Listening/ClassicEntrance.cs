using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Chan.Protocol.Classic;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Server.Diagnostics;
using Chan.Server.Listening.Admission;
using Chan.Server.Services;
using Chan.Server.Sessions;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Server.Listening;

/// <summary>The book's handshake on one classic port, under the same limits as the native one.</summary>
internal sealed class ClassicEntrance(ClassicServerOptions options, PortServices services, SessionFactory sessions, RandomNumberGenerator random)
    : ISessionEntrance
{
    private const int SessionIdLength = 16;

    /// <inheritdoc/>
    public async Task<ClientSession?> EnterAsync(ClientTransport transport, ConnectionPlace place, CancellationToken cancellationToken)
    {
        UnauthenticatedInput input = new(transport.Stream, sessions.Limits.UnauthenticatedBytes);
        FrameReader reader = new(input, FrameFormat.Classic, FrameLimits.BeforeReady, sessions.Time);
        ClassicServerHandshake handshake = new(options, random);
        ClientSession? session = null;
        try
        {
            session = await ConverseAsync(handshake, reader, input, transport, place, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (Exception exception) when (exception is ProtocolViolationException or TermDecodeException)
        {
            sessions.Audit.ProtocolViolation(handshake.State.ToString(), exception.Message, transport.Source);
            handshake.Abandon(exception.Message);
            return null;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            handshake.Abandon(exception is IOException ? "The connection was lost." : "The time for the handshake was over.");
            return null;
        }
        finally
        {
            if (session is null)
            {
                reader.Dispose();
                HandshakeFailure failure = handshake.Abandon("The client hung up.");
                sessions.Audit.AuthenticationFailed(StageOf(failure), handshake.Service?.ToString(), "", transport.Source);
            }
        }
    }

    private async Task<ClientSession?> ConverseAsync(
        ClassicServerHandshake handshake, FrameReader reader, UnauthenticatedInput stream, ClientTransport transport, ConnectionPlace place,
        CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // The response is the guess; it is charged before it is looked at.
            if (handshake.State == ClassicServerState.AwaitResponse && !place.TryBeginAttempt(handshake.Service!.ToString()))
            {
                return null;
            }

            ClassicServerStep step = TakeTerm(handshake, reader);
            ServiceDefinition? service = null;
            if (step.State == ClassicServerState.Open && !TryEnterService(handshake, place, out service))
            {
                return null;
            }

            if (service is not null)
            {
                return await BeginAsync(handshake, step, service, reader, stream, transport, place, cancellationToken).ConfigureAwait(false);
            }

            await WriteAsync(stream, step.Send, cancellationToken).ConfigureAwait(false);
            if (step.State == ClassicServerState.Closed)
            {
                await (step.Send is null ? Task.CompletedTask : transport.SayGoodbyeAsync(sessions.Time)).ConfigureAwait(false);
                return null;
            }
        }

        return null;
    }

    private static ClassicServerStep TakeTerm(ClassicServerHandshake handshake, FrameReader reader)
        => reader.TryRead(out Frame frame)
            ? handshake.Receive(TermDecoder.Decode(frame.Body, TermLimits.Untrusted))
            : throw new InvalidOperationException("The reader said that a frame is there.");

    private bool TryEnterService(ClassicServerHandshake handshake, ConnectionPlace place, [NotNullWhen(true)] out ServiceDefinition? service)
    {
        string name = handshake.Service is ErlAtom atom ? atom.Name : "";
        if (services.TryFind(name, out service) && service.Sessions.TryEnter(service.Configuration.Limits.MaxSessions))
        {
            return true;
        }

        sessions.Audit.LimitHit(nameof(service.Configuration.Limits.MaxSessions), service?.Configuration.Limits.MaxSessions ?? 0, place.Source.ToAddress());
        place.GiveBack(PlaceEnd.Authenticated);
        service = null;
        return false;
    }

    private async Task<ClientSession> BeginAsync(
        ClassicServerHandshake handshake, ClassicServerStep step, ServiceDefinition service, FrameReader reader, UnauthenticatedInput stream,
        ClientTransport transport, ConnectionPlace place, CancellationToken cancellationToken)
    {
        try
        {
            place.GiveBack(PlaceEnd.Authenticated);
            stream.Lift();
            await WriteAsync(stream, step.Send, cancellationToken).ConfigureAwait(false);
            reader.MaxLength = (uint)service.Configuration.Limits.FrameLimit;
            byte[] sessionId = new byte[SessionIdLength];
            random.GetBytes(sessionId);
            sessions.Audit.AuthenticationSucceeded(service.Name, "", transport.Source, sessionId, "classic", "none");
            return sessions.CreateClassic(service, handshake.Argument!, sessionId, transport, reader, stream);
        }
        catch (Exception)
        {
            service.Sessions.Leave();
            throw;
        }
    }

    private static async ValueTask WriteAsync(Stream output, ErlTerm? term, CancellationToken cancellationToken)
    {
        if (term is not null)
        {
            ArrayBufferWriter<byte> frame = new();
            BinaryPrimitives.WriteInt32BigEndian(frame.GetSpan(sizeof(int)), 0);
            frame.Advance(sizeof(int));
            TermEncoder.Encode(term, frame, TermEncoderOptions.Otp25);
            byte[] bytes = frame.WrittenSpan.ToArray();
            BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - sizeof(int));
            await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    private static AuthenticationStage StageOf(HandshakeFailure failure)
        => failure.Stage == HandshakeStage.Hello ? AuthenticationStage.Hello
        : failure.Reason == HandshakeFailureReason.Abandoned ? AuthenticationStage.Abandoned
        : AuthenticationStage.Confirm;
}
