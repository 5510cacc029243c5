using System.Buffers.Binary;
using System.Security.Cryptography;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Server.Tests.Sessions;

/// <summary>A client that sends what the test says, right or wrong, and shows every frame that comes back.</summary>
internal sealed class ScriptedClient(Stream stream, ReadOnlyMemory<byte> certificateSha256) : IDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();
    private static readonly ProverKeyCache Keys = new(Random);

    private readonly FrameReader _reader = new(stream, FrameFormat.Native, 64 * 1024 * 1024, TimeProvider.System);

    public Stream Stream => stream;

    public static byte[] Frame(FrameType type, params ReadOnlySpan<byte> body)
    {
        byte[] frame = new byte[sizeof(uint) + 1 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, 1 + body.Length);
        frame[sizeof(uint)] = (byte)type;
        body.CopyTo(frame.AsSpan(sizeof(uint) + 1));
        return frame;
    }

    public static byte[] TermFrame(FrameType type, string term) => Frame(type, TermEncoder.Encode(ErlTerm.Parse(term)));

    public static byte[] RpcFrame(uint id, string term) => Frame(FrameType.Rpc, [.. Id(id), .. TermEncoder.Encode(ErlTerm.Parse(term))]);

    public static byte[] Id(uint id)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        return bytes;
    }

    /// <summary>Runs the handshake; what is given to be sent behind CONFIRM_P goes out in the same write.</summary>
    public async Task<ClientHandshakeResult?> AuthenticateAsync(
        string service = "echo", string password = SessionFixture.Password, string clientName = "", byte[]? behind = null, Func<byte[], byte[]>? tamper = null,
        Action<ReceivedFrame>? watch = null)
    {
        using var secret = ChanPassword.FromString(password);
        using ClientHandshake handshake = new(
            new() { Service = service, ClientName = clientName, Password = secret, CertificateSha256 = certificateSha256, Keys = Keys }, Random);
        await SendAsync(handshake.Start());
        while (await ReceiveAsync() is { } frame)
        {
            watch?.Invoke(frame);
            ClientStep step = handshake.Receive(frame.Type, frame.Body);
            if (step.Send.Length > 0)
            {
                byte[] send = tamper is null ? step.Send : tamper(step.Send);
                bool isConfirm = send[sizeof(uint)] == (byte)FrameType.ConfirmP;
                await SendAsync(isConfirm && behind is not null ? [.. send, .. behind] : send);
            }

            if (step.Result is not null)
            {
                return step.Result;
            }
        }

        return null;
    }

    /// <summary>Authenticates and starts the service.</summary>
    public async Task StartAsync(string service = "echo", string argument = "[]")
    {
        Assert.IsType<ClientHandshakeResult.Ready>(await AuthenticateAsync(service));
        await SendAsync(TermFrame(FrameType.Start, argument));
        await ExpectAsync("STARTED");
    }

    public async Task SendAsync(params byte[] bytes) => await stream.WriteAsync(bytes).AsTask().WaitAsync(TestTimeouts.Long);

    public Task CastAsync(string term) => SendAsync(TermFrame(FrameType.Cast, term));

    public Task RpcAsync(uint id, string term) => SendAsync(RpcFrame(id, term));

    /// <summary>The next frame; null at the end of the stream, clean or not.</summary>
    public async Task<ReceivedFrame?> ReceiveAsync()
    {
        try
        {
            while (await _reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long))
            {
                if (TryTake() is { } frame)
                {
                    return frame;
                }
            }

            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Expects exactly these frames next, as <see cref="ReceivedFrame.ToString"/> shows them.</summary>
    public async Task ExpectAsync(params string[] frames)
    {
        foreach (string expected in frames)
        {
            Assert.Equal(expected, (await ReceiveAsync())?.ToString());
        }
    }

    /// <summary>Expects these frames, and then the end of the stream.</summary>
    public async Task ExpectEndAsync(params string[] frames)
    {
        await ExpectAsync(frames);
        Assert.Null((await ReceiveAsync())?.ToString());
    }

    public void Dispose()
    {
        _reader.Dispose();
        stream.Dispose();
    }

    private ReceivedFrame? TryTake() => _reader.TryRead(out Frame frame) ? new(frame.Type, frame.Body.ToArray()) : null;
}
