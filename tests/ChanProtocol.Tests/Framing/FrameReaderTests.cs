using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Framing;

public class FrameReaderTests
{
    private static readonly byte[][] Bodies = [[], [1], [1, 2, 3], new byte[997], [.. Enumerable.Range(0, 60_000).Select(n => (byte)n)], [9]];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task Frames_come_out_whole_whatever_the_pieces_they_came_in(int chunkSize)
    {
        foreach (FrameFormat format in Enum.GetValues<FrameFormat>())
        {
            using var wire = new MemoryStreamPair(chunkSize, capacity: 1 << 20);
            await wire.First.WriteAsync(Wire(format));
            wire.FirstToSecond.End();
            using FrameReader reader = NewReader(wire.Second, format);

            List<(FrameType Type, byte[] Body)> frames = await ReadAllAsync(reader);

            Assert.Equal(Bodies, frames.Select(frame => frame.Body));
            Assert.All(frames, frame => Assert.Equal(format == FrameFormat.Native ? FrameType.Cast : FrameType.None, frame.Type));
            Assert.Equal(Wire(format).Length, reader.BytesRead);
        }
    }

    [Fact]
    public async Task One_read_gives_all_the_frames_that_came_together()
    {
        using var wire = new MemoryStreamPair();
        await wire.First.WriteAsync(new byte[] { 0, 0, 0, 1, 0x11, 0, 0, 0, 2, 0x0F, 1, 0, 0, 0, 1, 0x11 });
        using FrameReader reader = NewReader(wire.Second);

        Assert.True(await reader.ReadAsync());
        Assert.Equal([FrameType.Started, FrameType.Fail, FrameType.Started], TakeTypes(reader));
    }

    [Fact]
    public async Task A_stream_that_ends_between_frames_ends_cleanly()
    {
        using FrameReader reader = NewReader(new MemoryStream([0, 0, 0, 1, 0x11]));

        Assert.True(await reader.ReadAsync());
        Assert.Equal([FrameType.Started], TakeTypes(reader));
        Assert.False(await reader.ReadAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task A_stream_that_ends_inside_a_frame_is_an_error(int received)
    {
        byte[] frame = [0, 0, 0x10, 0, 0x12, .. new byte[0xFFF]];
        using FrameReader reader = NewReader(new MemoryStream(frame[..received]));

        TruncatedFrameException thrown = await Assert.ThrowsAsync<TruncatedFrameException>(async () => await reader.ReadAsync());
        Assert.Equal(received, thrown.Received);
    }

    [Theory]
    [InlineData(0xFFFFFFFF)]
    [InlineData(0x80000000)]
    [InlineData(0x7FFFFFFF)]
    [InlineData(1025u)]
    public async Task A_length_over_the_limit_is_refused_from_the_header_alone(uint length)
    {
        foreach (FrameFormat format in Enum.GetValues<FrameFormat>())
        {
            byte[] header = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(header, length);
            using var wire = new MemoryStreamPair();
            await wire.First.WriteAsync(header);
            using var reader = new FrameReader(wire.Second, format, FrameLimits.BeforeReady, TimeProvider.System);
            _ = NewReader(new MemoryStream([0, 0, 0, 1, 1]));

            long before = GC.GetAllocatedBytesForCurrentThread();
            FrameTooLargeException thrown = await Assert.ThrowsAsync<FrameTooLargeException>(async () => await reader.ReadAsync());

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
            Assert.Equal((length, FrameLimits.BeforeReady), (thrown.Length, thrown.Limit));
        }
    }

    [Fact]
    public async Task A_native_frame_without_a_type_is_refused()
    {
        using FrameReader reader = NewReader(new MemoryStream([0, 0, 0, 0]));

        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await reader.ReadAsync());
    }

    [Fact]
    public async Task A_new_limit_holds_for_what_is_already_buffered()
    {
        byte[] large = [0, 0, 0x10, 0, 0x12, .. new byte[0xFFF]];
        using var reader = new FrameReader(new MemoryStream([0, 0, 0, 1, 0x11, .. large]));

        Assert.True(await reader.ReadAsync());
        Assert.True(reader.TryRead(out _));
        Assert.Throws<FrameTooLargeException>(() => reader.TryRead(out _));
        reader.MaxLength = FrameLimits.Default;
        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal(0xFFF, frame.Body.Length);
    }

    [Fact]
    public void No_limit_beyond_the_largest_can_be_set()
        => Assert.Throws<ArgumentOutOfRangeException>(() => NewReader(Stream.Null).MaxLength = FrameLimits.Largest + 1);

    [Fact]
    public async Task Cancelling_a_wait_loses_nothing()
    {
        using var wire = new MemoryStreamPair();
        using FrameReader reader = NewReader(wire.Second);
        using var cancel = new CancellationTokenSource();
        ValueTask<bool> wait = reader.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await wait);

        await wire.First.WriteAsync(new byte[] { 0, 0, 0, 1, 0x11 });
        Assert.True(await reader.ReadAsync());
        Assert.Equal([FrameType.Started], TakeTypes(reader));
    }

    [Fact]
    public async Task A_waiting_reader_asks_for_zero_bytes_unless_more_is_certainly_there()
    {
        var stream = new CountingStream();
        using FrameReader reader = NewReader(stream);

        Task<bool> first = reader.ReadAsync().AsTask();
        Assert.Equal([0], stream.Sizes);
        await stream.GiveAsync([]);
        await stream.GiveAsync([0, 0, 0, 1, 0x11]);
        Assert.True(await first.WaitAsync(TestTimeouts.Long));
        TakeTypes(reader);

        Task<bool> second = reader.ReadAsync().AsTask();
        Assert.Equal(0, stream.Sizes[^1]);
        await stream.GiveAsync([]);
        byte[] full = new byte[stream.Sizes[1]];
        BinaryPrimitives.WriteInt32BigEndian(full, full.Length - 4);
        await stream.GiveAsync(full);
        Assert.True(await second.WaitAsync(TestTimeouts.Long));
        TakeTypes(reader);

        _ = reader.ReadAsync().AsTask();
        Assert.True(stream.Sizes[^1] > 0);
    }

    [Fact]
    public async Task The_reader_tells_when_it_last_heard_something()
    {
        var clock = new TestClock();
        using var wire = new MemoryStreamPair();
        using var reader = new FrameReader(wire.Second, FrameFormat.Native, FrameLimits.Default, clock);
        long made = clock.GetTimestamp();
        Assert.Equal(made, reader.LastHeard);

        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(made, reader.LastHeard);
        await wire.First.WriteAsync(new byte[] { 0, 0, 0, 1, 0x11 });
        Assert.True(await reader.ReadAsync());

        Assert.Equal(TimeSpan.FromSeconds(30), clock.GetElapsedTime(made, reader.LastHeard));
    }

    private static byte[] Wire(FrameFormat format)
    {
        var bytes = new List<byte>();
        foreach (byte[] body in Bodies)
        {
            byte[] header = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(header, (uint)body.Length + (format == FrameFormat.Native ? 1u : 0));
            bytes.AddRange(header);
            if (format == FrameFormat.Native)
            {
                bytes.Add((byte)FrameType.Cast);
            }

            bytes.AddRange(body);
        }

        return [.. bytes];
    }

    private static FrameReader NewReader(Stream stream, FrameFormat format = FrameFormat.Native)
        => new(stream, format, FrameLimits.Default, TimeProvider.System);

    private static List<FrameType> TakeTypes(FrameReader reader)
    {
        var types = new List<FrameType>();
        while (reader.TryRead(out Frame frame))
        {
            types.Add(frame.Type);
        }

        return types;
    }

    private static async Task<List<(FrameType Type, byte[] Body)>> ReadAllAsync(FrameReader reader)
    {
        var frames = new List<(FrameType, byte[])>();
        while (await reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long))
        {
            while (reader.TryRead(out Frame frame))
            {
                frames.Add((frame.Type, frame.Body.ToArray()));
            }
        }

        return frames;
    }
}
