using Chan.Client.Connecting;
using Chan.Protocol.Framing;

namespace Chan.Client.Sessions;

/// <summary>A session of the native protocol after STARTED.</summary>
/// <remarks>
/// One reader (<see cref="Pump"/>), one timer for all rpc deadlines, one for the keep-alive; everything sent is appended to one
/// <see cref="FrameWriter"/>, which joins what many callers append into few large writes.
/// </remarks>
internal sealed partial class NativeSession : ClientSession
{
    private readonly Transport _transport;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly OpenRpcs _rpcs = new();
    private readonly RpcDeadlines _deadlines;
    private readonly KeepAlive _keepAlive;

    /// <summary>Takes over the transport, reader and writer that the handshake used.</summary>
    internal NativeSession(
        Transport transport, FrameReader reader, FrameWriter writer, ReadOnlyMemory<byte> sessionId, ChanEndpoint endpoint, ChanConnectionOptions options)
        : base(endpoint, options)
    {
        _transport = transport;
        _reader = reader;
        _writer = writer;
        SessionId = sessionId;
        _deadlines = new RpcDeadlines(_rpcs, options.TimeProvider, OnExpired);
        _keepAlive = new KeepAlive(options.TimeProvider, options.PingInterval, options.SilenceTimeout, SendKeepAlive, OnSilence);
        _onReadable = Pump;
    }

    internal override ReadOnlyMemory<byte> SessionId { get; }

    /// <summary>Begins to read; once.</summary>
    internal void Start()
    {
        SessionLog.Connected(Logger, Endpoint);
        _keepAlive.Start();
        _writerWatch = WatchWriterAsync();

        // The connection outlives the call that made it, so it must not keep that call's execution context alive.
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        Pump();
    }
}
