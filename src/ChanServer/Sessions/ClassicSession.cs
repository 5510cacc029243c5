using Chan.Protocol.Framing;
using Chan.Protocol.Sessions;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Server.Sessions;

/// <summary>A session of the book's lib_chan protocol, from <c>ack</c> on: each frame is one term, in either direction, without an envelope.</summary>
/// <remarks>
/// <para>The protocol has no message for errors and none for a goodbye. So a refused term is dropped and noted in the audit log, and bytes
/// that are no term end the connection, as lib_chan does (but without leaving a process behind).</para>
/// <para>A client that ends only its sending has asked for answers and says that it asks for no more: the service hears <c>chan_closed</c> behind
/// the last request, what it still sends is written, and the connection is closed when it has left.</para>
/// </remarks>
internal sealed class ClassicSession(
    SessionContext context, ErlTerm argument, ClientTransport transport, FrameReader reader, FrameWriter writer)
    : ClientSession(context, transport, reader, writer)
{
    /// <inheritdoc/>
    protected override bool OwesAnswers => false;

    /// <inheritdoc/>
    public override void Drain() => TellMiddleMan();

    /// <inheritdoc/>
    public override void Send(ErlTerm term)
    {
        try
        {
            Writer.WriteTerm(FrameType.None, null, term);
        }
        catch (FrameTooLargeException)
        {
            Context.Audit.TermRefused(Context.Service.Name, "size", 0, Source);
        }
    }

    /// <inheritdoc/>
    public override void Reply(ErlTerm id, ErlTerm term) => Send(term);

    /// <inheritdoc/>
    public override void Push(ErlTerm term) => Send(term);

    /// <inheritdoc/>
    protected override ValueTask<bool> BeginAsync() => StartServiceAsync(argument);

    /// <inheritdoc/>
    protected override void AnnounceStart()
    {
        // The handshake's ack has said it.
    }

    /// <inheritdoc/>
    protected override void ReportSessionError(ErlTerm error)
    {
        // There is no such message; the close says it.
    }

    /// <inheritdoc/>
    protected override void WriteClose(SessionEnd end)
    {
        // There is no such message; the end of the connection says it.
    }

    /// <inheritdoc/>
    protected override void Heard()
    {
        // There is no keep-alive: a silent lib_chan client may stay.
    }

    /// <inheritdoc/>
    protected override SessionEnd? EndOfStream() => null;

    /// <inheritdoc/>
    protected override bool Handle(in Frame frame)
    {
        try
        {
            ErlTerm term = TermDecoder.Decode(frame.Body, TermLimits.Untrusted);
            if (Context.Service.Accepts(term))
            {
                Deliver(ErlTerm.Tuple(Atoms.Chan, MiddleManPid, term));
            }
            else
            {
                Context.Audit.TermRefused(Context.Service.Name, "pattern", frame.Body.Length, Source);
            }

            return true;
        }
        catch (TermDecodeException exception)
        {
            ChanError error = ChanError.BadTerm(exception.Rule);
            ReportBadTerm(error, frame.Body.Length);
            End(SessionEnd.BadTerm(error.ToTerm()));
            return false;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> ContinueAsync(CancellationToken cancellationToken) => new(false);
}
