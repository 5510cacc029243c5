using Chan.Protocol.Framing;
using Chan.Protocol.Sessions;
using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>A session of the native protocol, from READY on (sections 3, 6 and 7).</summary>
/// <remarks>
/// <code>
/// AwaitStart -- START --> Running -- CAST RPC CANCEL --> Running
/// AwaitStart, Running -- PING PONG --> the same;  -- CLOSE --> over;  -- anything else --> over, CLOSE {error, protocol, Text}
/// </code>
/// </remarks>
internal sealed partial class NativeSession : ClientSession
{
    private static readonly ErlTerm TooLarge = ChanError.RefusedBySize.ToTerm();

    private readonly OpenRpcs _rpcs;
    // Nothing may follow CLOSE, and the middle man writes on threads of its own.
    private readonly Lock _writing = new();
    private ErlTerm? _argument;
    private ulong? _heldPong;
    private bool _isClosed;
    private bool _isStarted;

    /// <summary>Takes over after READY.</summary>
    /// <param name="context">Whose session.</param>
    /// <param name="transport">The session disposes it.</param>
    /// <param name="reader">May hold frames already that came behind CONFIRM_P; the session disposes it.</param>
    /// <param name="writer">READY is written; the session disposes it.</param>
    public NativeSession(SessionContext context, ClientTransport transport, FrameReader reader, FrameWriter writer)
        : base(context, transport, reader, writer)
    {
        _rpcs = context.Service.KnowsIds
            ? new NumberedRpcs(Deliver)
            : new RpcTurns(Deliver, Time, context.Service.Configuration.Limits.CloseGrace, () => End(SessionEnd.Unanswered));
        _heardAt = Time.GetTimestamp();
        _keepAlive = Time.CreateTimer(_ => OnTimer(), null, context.Limits.StartTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    protected override bool OwesAnswers => !_rpcs.IsEmpty;

    /// <inheritdoc/>
    protected override int HeldMessages => _rpcs.Held;

    /// <inheritdoc/>
    public override void Send(ErlTerm term)
    {
        switch (_rpcs.TakeAnswer(out uint id))
        {
            case AnswerTarget.Rpc:
                Answer(id, term);
                break;
            case AnswerTarget.Push:
                Push(term);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Reply(ErlTerm id, ErlTerm term)
    {
        if (id is ErlInteger number && number.TryGetInt64(out long value) && value is >= 0 and <= uint.MaxValue && _rpcs.TryAnswer((uint)value))
        {
            Answer((uint)value, term);
        }
    }

    /// <inheritdoc/>
    public override void Push(ErlTerm term) => Write(FrameType.Send, null, term);

    /// <inheritdoc/>
    protected override void AnnounceStart() => Writer.Write(FrameType.Started, []);

    /// <inheritdoc/>
    protected override void ReportSessionError(ErlTerm error) => Write(FrameType.Error, 0, error);

    /// <inheritdoc/>
    protected override void WriteClose(SessionEnd end)
    {
        lock (_writing)
        {
            if (end.Close is { } reason)
            {
                Write(FrameType.Close, null, reason);
            }

            _isClosed = true;
        }
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        _keepAlive.Dispose();
        (_rpcs as IDisposable)?.Dispose();
    }

    /// <inheritdoc/>
    protected override ValueTask WaitForTurnAsync(int limit, CancellationToken cancellationToken) => _rpcs.WaitForRoomAsync(limit, cancellationToken);

    /// <inheritdoc/>
    protected override void LetGo() => _rpcs.LetGo();

    /// <inheritdoc/>
    protected override SessionEnd? EndOfStream() => SessionEnd.Lost;

    private void Answer(uint id, ErlTerm term)
    {
        Write(FrameType.Reply, id, term);
        EndIfDrained();
    }

    private void Write(FrameType type, uint? id, ErlTerm term)
    {
        lock (_writing)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                Writer.WriteTerm(type, id, term);
            }
            catch (FrameTooLargeException)
            {
                WriteInstead(type, id);
            }
        }
    }

    // What does not fit is a service's answer, its push or its revealed exit reason; the client learns why it does not get it.
    private void WriteInstead(FrameType type, uint? id)
    {
        if (type == FrameType.Close)
        {
            Writer.WriteTerm(FrameType.Close, TooLarge);
        }
        else
        {
            Writer.WriteTerm(FrameType.Error, id ?? 0, TooLarge);
        }
    }
}
