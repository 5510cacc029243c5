using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.Protocol.Sessions;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Framing;

public class FrameWriterTests
{
    private static readonly FrameWriterOptions Large = new() { MaxLength = FrameLimits.Default };

    [Fact]
    public async Task Frames_of_many_callers_stay_whole_and_each_callers_in_order()
    {
        const int Callers = 16;
        const int FramesEach = 2_000;
        using var wire = new MemoryStreamPair(chunkSize: 5_000, capacity: 32 * 1024);
        await using var writer = new FrameWriter(wire.First, Large with { QueueLimit = long.MaxValue });
        using var reader = new FrameReader(wire.Second, FrameFormat.Native, FrameLimits.Default, TimeProvider.System);

        Task reading = CheckAsync(reader, Callers, FramesEach);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < FramesEach; i++)
            {
                byte[] body = new byte[8 + (i % 300)];
                BinaryPrimitives.WriteInt32BigEndian(body, caller);
                BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(4), i);
                Assert.True(writer.Write(FrameType.Cast, body));
                await writer.WaitForRoomAsync();
            }
        }))).WaitAsync(TestTimeouts.Long);
        await writer.CompleteAsync().WaitAsync(TestTimeouts.Long);
        wire.FirstToSecond.End();
        await reading.WaitAsync(TestTimeouts.Long);
        Assert.Equal(0, writer.QueuedBytes);
    }

    [Fact]
    public async Task A_batch_leaves_in_one_write()
    {
        var stream = new RecordingStream();
        await using var writer = new FrameWriter(stream, Large);

        using (writer.BeginBatch())
        {
            for (int i = 0; i < 100; i++)
            {
                writer.Write(FrameType.Started, []);
            }

            Assert.Empty(stream.Writes);
        }

        Assert.Equal(100 * 5, Assert.Single(stream.Writes).Length);
    }

    [Fact]
    public async Task A_frame_that_finds_the_writer_idle_leaves_at_once()
    {
        var stream = new RecordingStream();
        await using var writer = new FrameWriter(stream, Large);

        writer.Write(FrameType.Started, []);

        Assert.Equal([0, 0, 0, 1, 0x11], Assert.Single(stream.Writes));
    }

    [Fact]
    public async Task A_pong_overtakes_what_waits_and_at_most_eight_wait()
    {
        var stream = new RecordingStream { IsBlocked = true };
        await using var writer = new FrameWriter(stream, Large);
        writer.Write(FrameType.Started, []);
        writer.Write(FrameType.Cast, [131, 106]);

        FillWithPongs(writer);
        stream.Unblock();
        await writer.CompleteAsync().WaitAsync(TestTimeouts.Long);

        Assert.Equal(2, stream.Writes.Count);
        Assert.Equal([0, 0, 0, 9, 0x19, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9, 0x19, 0, 0, 0, 0, 0, 0, 0, 2], stream.Writes[1][..26]);
        Assert.Equal([0, 0, 0, 3, 0x12, 131, 106], stream.Writes[1][(8 * 13)..]);
    }

    [Fact]
    public async Task Who_waits_for_room_for_a_pong_goes_on_with_the_next_write_and_when_the_writer_is_over()
    {
        var stream = new RecordingStream { IsBlocked = true };
        await using var writer = new FrameWriter(stream, Large);
        writer.Write(FrameType.Started, []);
        Assert.True(writer.WaitForPongRoomAsync().AsTask().IsCompletedSuccessfully);
        FillWithPongs(writer);

        Task room = writer.WaitForPongRoomAsync().AsTask();
        Assert.False(room.IsCompleted);
        stream.Unblock();
        await room.WaitAsync(TestTimeouts.Long);
        Assert.True(writer.TryWritePong(9));

        var broken = new RecordingStream { IsBlocked = true };
        var ended = new FrameWriter(broken, Large);
        ended.Write(FrameType.Started, []);
        FillWithPongs(ended);
        Task waiting = ended.WaitForPongRoomAsync().AsTask();
        await ended.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await waiting.WaitAsync(TestTimeouts.Long);
        Assert.True(ended.TryWritePong(9));
    }

    [Fact]
    public async Task A_frame_over_the_limit_is_refused_and_leaves_no_trace()
    {
        var stream = new RecordingStream();
        await using var writer = new FrameWriter(stream);

        Assert.Throws<FrameTooLargeException>(() => writer.Write(FrameType.Cast, new byte[1024]));
        Assert.Throws<FrameTooLargeException>(() => writer.WriteTerm(FrameType.Cast, ErlTerm.Binary(new byte[1024])));
        Assert.Equal(0, writer.QueuedBytes);
        writer.Write(SessionMessage.Cast(Atoms.Ok));

        Assert.Equal(4 + 1 + 5, Assert.Single(stream.Writes).Length);
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_for_too_long_is_slow()
    {
        var clock = new TestClock();
        var stream = new RecordingStream { IsBlocked = true };
        await using var writer = new FrameWriter(stream, Large with { TimeProvider = clock });
        writer.Write(FrameType.Started, []);
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(writer.Completion.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        SlowPeerException fault = await Assert.ThrowsAsync<SlowPeerException>(() => writer.Completion.WaitAsync(TestTimeouts.Long));
        Assert.Contains("10 s", fault.Message, StringComparison.Ordinal);
        Assert.False(writer.Write(FrameType.Started, []));
    }

    [Fact]
    public async Task A_peer_that_takes_something_in_time_is_not_slow()
    {
        var clock = new TestClock();
        var stream = new RecordingStream { IsBlocked = true };
        await using var writer = new FrameWriter(stream, Large with { TimeProvider = clock });
        writer.Write(FrameType.Cast, new byte[200_000]);
        for (int part = 0; part < 3; part++)
        {
            await clock.WaitForTimerAsync();
            clock.Advance(TimeSpan.FromSeconds(9));
            Task next = stream.NextWriteAsync();
            stream.ReleaseOne();
            await next.WaitAsync(TestTimeouts.Long);
        }

        Assert.False(writer.Completion.IsCompleted);
        stream.Unblock();
        await writer.CompleteAsync().WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_queue_over_its_limit_makes_the_peer_slow()
    {
        var stream = new RecordingStream { IsBlocked = true };
        await using var writer = new FrameWriter(stream, new FrameWriterOptions { QueueLimit = 10_000 });
        int written = 0;
        while (writer.Write(FrameType.Cast, new byte[1000]))
        {
            written++;
        }

        Assert.Equal(10, written);
        SlowPeerException fault = await Assert.ThrowsAsync<SlowPeerException>(() => writer.Completion);
        Assert.Contains("10000", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_wait_for_room_and_go_on_when_the_peer_reads_or_is_gone()
    {
        var stream = new RecordingStream { IsBlocked = true };
        var writer = new FrameWriter(stream, Large with { HighWater = 1000 });
        Assert.True(writer.WaitForRoomAsync().AsTask().IsCompletedSuccessfully);
        writer.Write(FrameType.Cast, new byte[2000]);
        Task room = writer.WaitForRoomAsync().AsTask();
        using var cancel = new CancellationTokenSource();
        Task cancelled = writer.WaitForRoomAsync(cancel.Token).AsTask();

        Assert.False(room.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        stream.ReleaseOne();
        await room.WaitAsync(TestTimeouts.Long);

        writer.Write(FrameType.Cast, new byte[2000]);
        Task again = writer.WaitForRoomAsync().AsTask();
        await writer.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await again.WaitAsync(TestTimeouts.Long);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.Completion);
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_the_writer_with_its_error()
    {
        using var wire = new MemoryStreamPair();
        await using var writer = new FrameWriter(wire.First, Large);
        wire.Cut();

        writer.Write(FrameType.Started, []);

        await Assert.ThrowsAnyAsync<IOException>(() => writer.Completion.WaitAsync(TestTimeouts.Long));
        Assert.False(writer.Write(FrameType.Started, []));
    }

    [Fact]
    public async Task Completing_writes_the_rest_and_refuses_more()
    {
        var stream = new RecordingStream { IsBlocked = true };
        await using var writer = new FrameWriter(stream, Large);
        writer.Write(FrameType.Started, []);
        writer.Write(FrameType.Cast, [131, 106]);

        Task completion = writer.CompleteAsync();
        Assert.False(writer.Write(FrameType.Started, []));
        stream.Unblock();
        await completion.WaitAsync(TestTimeouts.Long);

        Assert.Equal(5 + 7, stream.Writes.Sum(write => write.Length));
        Assert.Equal(5 + 7, writer.BytesWritten);
    }

    private static async Task CheckAsync(FrameReader reader, int callers, int framesEach)
    {
        int[] next = new int[callers];
        while (await reader.ReadAsync())
        {
            while (reader.TryRead(out Frame frame))
            {
                int caller = BinaryPrimitives.ReadInt32BigEndian(frame.Body);
                Assert.Equal(next[caller]++, BinaryPrimitives.ReadInt32BigEndian(frame.Body[4..]));
                Assert.Equal(8 + ((next[caller] - 1) % 300), frame.Body.Length);
            }
        }

        Assert.All(next, count => Assert.Equal(framesEach, count));
    }

    private static void FillWithPongs(FrameWriter writer)
    {
        for (ulong token = 1; token <= FrameWriter.MaxQueuedPongs; token++)
        {
            Assert.True(writer.TryWritePong(token));
        }

        Assert.False(writer.TryWritePong(9));
    }
}
