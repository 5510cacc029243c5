using System.Net;
using System.Net.Sockets;
using Chan.TestKit;

namespace Chan.Interop.Tests.Classic;

/// <summary>Plays one side of a captured conversation against a real peer and compares every byte that the peer sends.</summary>
internal static class ScriptedPeer
{
    /// <summary>Listens on a free loopback port for one peer, which is the client of the conversation.</summary>
    public static (int Port, Task Played) Serve(IReadOnlyList<ClassicVectors.Move> moves)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (((IPEndPoint)listener.LocalEndpoint).Port, ServeOneAsync(listener, moves));
    }

    /// <summary>Connects to a peer, which is the server of the conversation.</summary>
    public static async Task DialAsync(int port, IReadOnlyList<ClassicVectors.Move> moves)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(TestTimeouts.Long);
        await PlayAsync(client.GetStream(), moves, asClient: true).WaitAsync(TestTimeouts.Long);
    }

    private static async Task ServeOneAsync(TcpListener listener, IReadOnlyList<ClassicVectors.Move> moves)
    {
        using (listener)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync().WaitAsync(TestTimeouts.Long);
            await PlayAsync(client.GetStream(), moves, asClient: false).WaitAsync(TestTimeouts.Long);
        }
    }

    private static async Task PlayAsync(NetworkStream stream, IReadOnlyList<ClassicVectors.Move> moves, bool asClient)
    {
        foreach (ClassicVectors.Move move in moves)
        {
            if (move.FromClient == asClient)
            {
                await stream.WriteAsync(move.Bytes);
                continue;
            }

            var received = new byte[move.Bytes.Length];
            await stream.ReadExactlyAsync(received);
            Assert.Equal(Convert.ToHexStringLower(move.Bytes), Convert.ToHexStringLower(received));
        }
    }
}
