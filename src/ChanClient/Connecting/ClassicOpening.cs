using Chan.Client.Sessions;
using Chan.Protocol.Classic;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.Terms.External;
using Microsoft.Extensions.Logging;

namespace Chan.Client.Connecting;

/// <summary>From TCP to <c>ack</c> on the classic protocol (lib_chan-wire, "Handshake").</summary>
internal static class ClassicOpening
{
    /// <summary>The session owns the transport from then on; after an exception the caller still does.</summary>
    internal static async Task<ClientSession> OpenAsync(Transport transport, Attempt attempt, CancellationToken cancellationToken)
    {
        TimeProvider clock = attempt.Options.TimeProvider;
        var limit = (uint)attempt.Options.ClassicFrameLimit;
        SessionLog.Classic(attempt.Options.LoggerFactory.CreateLogger<ChanConnection>(), attempt.Endpoint);
        var reader = new FrameReader(transport.Stream, FrameFormat.Classic, limit, clock);
        var writer = new FrameWriter(
            transport.Stream, new FrameWriterOptions { Format = FrameFormat.Classic, MaxLength = limit, TimeProvider = clock });
        try
        {
            await AuthenticateAsync(reader, writer, attempt, cancellationToken).ConfigureAwait(false);
            var session = new ClassicSession(transport, reader, writer, attempt.Endpoint, attempt.Options);
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
        TermDecodeException decoding => attempt.Violation($"it sent what is no term ({decoding.Rule}).", e),
        _ => null,
    };

    private static async Task AuthenticateAsync(FrameReader reader, FrameWriter writer, Attempt attempt, CancellationToken cancellationToken)
    {
        ChanConnectionOptions options = attempt.Options;
        var handshake = new ClassicClientHandshake(ErlTerm.Atom(attempt.Endpoint.Service), options.Argument, options.Password);
        ErlTerm? send = handshake.Start();
        while (true)
        {
            if (send is not null)
            {
                writer.WriteTerm(FrameType.None, null, send);
            }

            ErlTerm received = await ReadTermAsync(reader, attempt, cancellationToken).ConfigureAwait(false);
            if (options.Password is null && received is ErlTuple and [ErlAtom("challenge"), _])
            {
                throw attempt.NeedsPassword();
            }

            ClassicClientStep step = handshake.Receive(received);
            if (step.Result is { } result)
            {
                ThrowUnlessReady(result, attempt);
                return;
            }

            send = step.Send;
        }
    }

    private static void ThrowUnlessReady(ClassicClientResult result, Attempt attempt)
    {
        switch (result)
        {
            case ClassicClientResult.Ready:
                return;
            case ClassicClientResult.AuthFail:
                throw attempt.Refused();
            case ClassicClientResult.BadService:
                throw attempt.NoService();
            default:
                throw attempt.Violation(((ClassicClientResult.ProtocolViolation)result).Text);
        }
    }

    private static async Task<ErlTerm> ReadTermAsync(FrameReader reader, Attempt attempt, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw attempt.Closed(null);
        }

        reader.TryRead(out Frame frame);
        return TermDecoder.Decode(frame.Body, attempt.Options.TermLimits);
    }
}
