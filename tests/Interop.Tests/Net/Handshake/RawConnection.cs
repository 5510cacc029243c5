using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Net.Handshake;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Handshake;

/// <summary>Carries the messages of a handshake over TCP, each after its 16-bit length, and nothing more.</summary>
internal sealed class RawConnection(TcpClient client) : IDisposable
{
    private readonly NetworkStream _stream = client.GetStream();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        return new RawConnection(client);
    }

    public async Task SendAsync(HandshakeStep step)
    {
        foreach (ReadOnlyMemory<byte> body in step.Send)
        {
            byte[] packet = new byte[sizeof(ushort) + body.Length];
            BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)body.Length);
            body.CopyTo(packet.AsMemory(sizeof(ushort)));
            await _stream.WriteAsync(packet, Cancellation);
        }
    }

    /// <summary>The next message, or null if the peer closed instead.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        byte[] head = new byte[sizeof(ushort)];
        try
        {
            await _stream.ReadExactlyAsync(head, Cancellation).AsTask().WaitAsync(TestTimeouts.Process, Cancellation);
            byte[] body = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
            await _stream.ReadExactlyAsync(body, Cancellation).AsTask().WaitAsync(TestTimeouts.Process, Cancellation);
            return body;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits until the peer closes, whatever it sends before.</summary>
    public async Task WaitForEndAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, Cancellation).AsTask().WaitAsync(TestTimeouts.Process, Cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end.
        }
    }

    /// <summary>Plays the side that dials until it ends or something is to be decided; null if the peer closed first.</summary>
    public async Task<HandshakeState?> PlayAsync(InitiatorHandshake handshake, HandshakeStep step)
    {
        while (true)
        {
            await SendAsync(step);
            if (step.State is not HandshakeState.Receiving)
            {
                return step.State;
            }

            if (await ReceiveAsync() is not { } body)
            {
                return null;
            }

            step = handshake.Receive(body);
        }
    }

    /// <summary>Plays the side that is dialled until it ends or something is to be decided; null if the peer closed first.</summary>
    public async Task<HandshakeState?> PlayAsync(AcceptorHandshake handshake, HandshakeStep? step = null)
    {
        while (true)
        {
            if (step is not null)
            {
                await SendAsync(step);
                if (step.State is not HandshakeState.Receiving)
                {
                    return step.State;
                }
            }

            if (await ReceiveAsync() is not { } body)
            {
                return null;
            }

            step = handshake.Receive(body);
        }
    }

    public void Dispose() => client.Dispose();
}
