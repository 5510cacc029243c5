using System.Security.Cryptography;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Server.Diagnostics;
using Chan.Server.Listening.Admission;
using Chan.Server.Services;
using Chan.Server.Sessions;

namespace Chan.Server.Listening;

/// <summary>The native handshake of one port: frames between the wire and the state machine, admission at its one gate.</summary>
internal sealed partial class NativeEntrance(
    ServerHandshakeOptions options, PortServices services, AdmissionDesk desk, ComputationSlots slots, SessionFactory sessions, RandomNumberGenerator random)
    : ISessionEntrance
{
    /// <inheritdoc/>
    public async Task<ClientSession?> EnterAsync(ClientTransport transport, ConnectionPlace place, CancellationToken cancellationToken)
    {
        UnauthenticatedInput input = new(transport.Stream, sessions.Limits.UnauthenticatedBytes);
        FrameReader reader = new(input, FrameFormat.Native, FrameLimits.BeforeReady, sessions.Time);
        ClientSession? session = null;
        using ServerHandshake handshake = new(options, random);
        try
        {
            if (await ConfirmAsync(handshake, reader, input, transport, place, cancellationToken).ConfigureAwait(false) is { } service)
            {
                session = await BeginAsync(handshake, service, reader, input, transport, place, cancellationToken).ConfigureAwait(false);
            }

            return session;
        }
        catch (ProtocolViolationException violation)
        {
            sessions.Audit.ProtocolViolation(handshake.State.ToString(), violation.Message, transport.Source);
            handshake.Abandon(violation.Message);
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
                ReportFailure(handshake, transport);
            }
        }
    }

    // HELLO to CONFIRM_P. Null: refused, and what there is to say has been written.
    private async Task<ServiceDefinition?> ConfirmAsync(
        ServerHandshake handshake, FrameReader reader, Stream output, ClientTransport transport, ConnectionPlace place,
        CancellationToken cancellationToken)
    {
        ServerStep step = default;
        while (step.State is not (ServerState.Confirmed or ServerState.Closed))
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                handshake.Abandon("The client hung up.");
                return null;
            }

            step = TakeFrame(handshake, reader);
            if (step.State == ServerState.AwaitAdmission)
            {
                step = await AdmitAsync(handshake, place, cancellationToken).ConfigureAwait(false);
            }

            await WriteAsync(output, step, cancellationToken).ConfigureAwait(false);
        }

        if (step.State == ServerState.Closed)
        {
            await SayGoodbyeAsync(step, transport).ConfigureAwait(false);
            return null;
        }

        // A confirmed name is in the port's catalog of verifiers, so it is in the catalog of services made with it; what may be full is the service.
        if (services.TryFind(handshake.Service!, out ServiceDefinition? service)
            && service.Sessions.TryEnter(service.Configuration.Limits.MaxSessions))
        {
            return service;
        }

        sessions.Audit.LimitHit(nameof(service.Configuration.Limits.MaxSessions), service?.Configuration.Limits.MaxSessions ?? 0, place.Source.ToAddress());
        step = handshake.Busy();
        await WriteAsync(output, step, cancellationToken).ConfigureAwait(false);
        await SayGoodbyeAsync(step, transport).ConfigureAwait(false);
        return null;
    }

    // Only a FAIL is worth seeing off; everything else is closed at once.
    private Task SayGoodbyeAsync(ServerStep step, ClientTransport transport)
        => step.Send.Length > 0 ? transport.SayGoodbyeAsync(sessions.Time) : Task.CompletedTask;

    private static ServerStep TakeFrame(ServerHandshake handshake, FrameReader reader)
        => reader.TryRead(out Frame frame)
            ? handshake.Receive(frame.Type, frame.Body)
            : throw new InvalidOperationException("The reader said that a frame is there.");

    // The order matters: a client learns from SHARE_V whether its guess was right, so the attempt is charged before it is computed.
    private async ValueTask<ServerStep> AdmitAsync(ServerHandshake handshake, ConnectionPlace place, CancellationToken cancellationToken)
    {
        if (!await slots.TryEnterAsync(cancellationToken).ConfigureAwait(false))
        {
            desk.ReportLimit(AdmissionLimit.Computations, place.Source);
            return handshake.Busy();
        }

        try
        {
            return place.TryBeginAttempt(handshake.Service!) ? handshake.Admit() : handshake.Busy();
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<ClientSession?> BeginAsync(
        ServerHandshake handshake, ServiceDefinition service, FrameReader reader, UnauthenticatedInput stream, ClientTransport transport,
        ConnectionPlace place, CancellationToken cancellationToken)
    {
        try
        {
            place.GiveBack(PlaceEnd.Authenticated);
            uint limit = (uint)service.Configuration.Limits.FrameLimit;
            stream.Lift();
            await WriteAsync(stream, handshake.Complete(limit), cancellationToken).ConfigureAwait(false);
            reader.MaxLength = limit;
            sessions.Audit.AuthenticationSucceeded(
                service.Name, handshake.ClientName!, transport.Source, handshake.SessionId.Span, "spake2plus", "certificate");
            return sessions.CreateNative(service, handshake, transport, reader, stream);
        }
        catch (Exception)
        {
            service.Sessions.Leave();
            throw;
        }
    }

    private static async ValueTask WriteAsync(Stream output, ServerStep step, CancellationToken cancellationToken)
    {
        if (step.Send.Length > 0)
        {
            await output.WriteAsync(step.Send, cancellationToken).ConfigureAwait(false);
        }
    }

    private void ReportFailure(ServerHandshake handshake, ClientTransport transport)
    {
        HandshakeFailure failure = handshake.Abandon("The client hung up.");
        if (failure.Reason == HandshakeFailureReason.ProtocolViolation)
        {
            sessions.Audit.ProtocolViolation(failure.Stage.ToString(), failure.Text, transport.Source);
        }

        if (failure.Reason != HandshakeFailureReason.Busy)
        {
            sessions.Audit.AuthenticationFailed(StageOf(failure.Stage), handshake.Service, handshake.ClientName, transport.Source);
        }
    }

    private static AuthenticationStage StageOf(HandshakeStage stage) => stage switch
    {
        HandshakeStage.Hello => AuthenticationStage.Hello,
        HandshakeStage.Share => AuthenticationStage.Share,
        HandshakeStage.Confirm => AuthenticationStage.Confirm,
        _ => AuthenticationStage.Abandoned,
    };
}
