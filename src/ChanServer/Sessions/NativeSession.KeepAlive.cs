using System.Buffers.Binary;
using Chan.Protocol.Framing;

namespace Chan.Server.Sessions;

internal sealed partial class NativeSession
{
    private readonly ITimer _keepAlive;
    private long _heardAt;

    /// <inheritdoc/>
    protected override void Heard() => Volatile.Write(ref _heardAt, Time.GetTimestamp());

    // One timer: first for START, then for silence. It runs late rather than for every frame: it looks when the client was last heard.
    private void OnTimer()
    {
        if (IsOver)
        {
            return;
        }

        if (!_isStarted)
        {
            End(SessionEnd.NoStart);
            return;
        }

        TimeSpan interval = Context.Limits.KeepAliveInterval;
        TimeSpan silence = Time.GetElapsedTime(Volatile.Read(ref _heardAt));
        if (silence >= Context.Limits.SilenceTimeout && !IsHeldBack)
        {
            End(SessionEnd.Silence);
            return;
        }

        if (silence < interval)
        {
            _keepAlive.Change(interval - silence, Timeout.InfiniteTimeSpan);
            return;
        }

        Span<byte> token = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64BigEndian(token, Time.GetTimestamp());
        Writer.Write(FrameType.Ping, token);
        TimeSpan left = Context.Limits.SilenceTimeout - silence;
        _keepAlive.Change(left > TimeSpan.Zero && left < interval ? left : interval, Timeout.InfiniteTimeSpan);
    }
}
