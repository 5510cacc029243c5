using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Client.Tests.Kit;

/// <summary>The gateway's end of a connection, played frame by frame by the test: also what no real gateway sends.</summary>
internal sealed class ScriptedGateway(Stream stream) : IDisposable
{
    private readonly FrameReader _reader = new(stream, FrameFormat.Native, FrameLimits.Largest, TimeProvider.System);

    public void Dispose() => _reader.Dispose();

    internal async Task<(FrameType Type, byte[] Body)> ReadAsync()
    {
        bool more = await _reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long);
        Assert.True(more, "The client ended the stream.");
        Assert.True(_reader.TryRead(out Frame frame));
        return (frame.Type, frame.Body.ToArray());
    }

    internal async Task<byte[]> ExpectAsync(FrameType type)
    {
        (FrameType actual, byte[] body) = await ReadAsync();
        Assert.Equal(type, actual);
        return body;
    }

    internal async Task<ErlTerm> ExpectTermAsync(FrameType type) => Decode(await ExpectAsync(type));

    internal async Task<(uint Id, ErlTerm Term)> ExpectRpcAsync()
    {
        byte[] body = await ExpectAsync(FrameType.Rpc);
        return (BinaryPrimitives.ReadUInt32BigEndian(body), Decode(body.AsSpan(sizeof(uint))));
    }

    internal async Task<uint> ExpectCancelAsync() => BinaryPrimitives.ReadUInt32BigEndian(await ExpectAsync(FrameType.Cancel));

    /// <summary>Whether the client has ended its stream, without a further frame.</summary>
    internal async Task<bool> IsAtEndAsync() => !await _reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long);

    internal Task SendAsync(FrameType type, params byte[] body)
    {
        byte[] frame = new byte[sizeof(uint) + 1 + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)body.Length + 1);
        frame[sizeof(uint)] = (byte)type;
        body.CopyTo(frame, sizeof(uint) + 1);
        return SendRawAsync(frame);
    }

    internal Task SendTermAsync(FrameType type, ErlTerm term) => SendAsync(type, TermEncoder.Encode(term));

    internal Task SendTermAsync(FrameType type, uint id, ErlTerm term)
    {
        byte[] encoded = TermEncoder.Encode(term);
        byte[] body = new byte[sizeof(uint) + encoded.Length];
        BinaryPrimitives.WriteUInt32BigEndian(body, id);
        encoded.CopyTo(body, sizeof(uint));
        return SendAsync(type, body);
    }

    internal Task SendRawAsync(params byte[] bytes) => stream.WriteAsync(bytes).AsTask().WaitAsync(TestTimeouts.Long);

    /// <summary>Answers rpcs until the client closes.</summary>
    internal async Task AnswerAllAsync(Func<ErlTerm, ErlTerm> service)
    {
        while (true)
        {
            (FrameType type, byte[] body) = await ReadAsync();
            switch (type)
            {
                case FrameType.Rpc:
                    await SendTermAsync(FrameType.Reply, BinaryPrimitives.ReadUInt32BigEndian(body), service(Decode(body.AsSpan(sizeof(uint)))));
                    break;
                case FrameType.Ping:
                    await SendAsync(FrameType.Pong, body);
                    break;
                case FrameType.Close:
                    return;
                default:
                    break;
            }
        }
    }

    internal static ErlTerm Decode(ReadOnlySpan<byte> bytes) => TermDecoder.Decode(bytes, TermLimits.Untrusted);
}
