using System.Buffers.Binary;
using Chan.Client.Connecting;
using Chan.Protocol.Framing;
using Chan.Protocol.Verifiers;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Client.Tests.Kit;

/// <summary>A connection in memory whose server plays lib_chan term by term.</summary>
internal sealed class ClassicPair : IDisposable
{
    private readonly FrameReader _reader;
    private readonly MemoryStreamPair _streams = new();

    internal ClassicPair() => _reader = new FrameReader(_streams.Second, FrameFormat.Classic, FrameLimits.Largest, TimeProvider.System);

    internal TestClock Clock { get; } = new();

    internal async Task<ChanConnection> ConnectAsync(string? password = "ABXy45", ErlTerm? argument = null)
    {
        var options = new ChanConnectionOptions
        {
            AllowClassic = true,
            Password = password is null ? null : ChanPassword.FromString(password),
            Argument = argument ?? ErlList.Empty,
            TimeProvider = Clock,
        };
        var endpoint = new ChanEndpoint("server.test", 2233, "nameServer", ChanScheme.Classic);
        return new ChanConnection(await Connector.ConnectAsync(
            endpoint, options, (_, _) => Task.FromResult(new Transport(_streams.First, default, null)), CancellationToken.None)
            .WaitAsync(TestTimeouts.Long));
    }

    /// <summary>A session with a service that has no password.</summary>
    internal async Task<ChanConnection> OpenAsync()
    {
        Task<ChanConnection> connecting = ConnectAsync(null);
        await ReadAsync();
        await SendAsync("ack");
        return await connecting;
    }

    internal async Task<ErlTerm> ReadAsync()
    {
        Assert.True(await _reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long));
        Assert.True(_reader.TryRead(out Frame frame));
        return TermDecoder.Decode(frame.Body, TermLimits.Untrusted);
    }

    internal async Task<bool> IsAtEndAsync() => !await _reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long);

    internal Task SendAsync(string term) => SendRawAsync(TermEncoder.Encode(ErlTerm.Parse(term)));

    internal async Task SendRawAsync(byte[] body)
    {
        byte[] frame = new byte[sizeof(uint) + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)body.Length);
        body.CopyTo(frame, sizeof(uint));
        await _streams.Second.WriteAsync(frame).AsTask().WaitAsync(TestTimeouts.Long);
    }

    internal void End() => _streams.SecondToFirst.End();

    public void Dispose()
    {
        _streams.Cut();
        _reader.Dispose();
        _streams.Dispose();
    }
}
