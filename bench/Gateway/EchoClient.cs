using Chan.Client;
using Chan.Protocol.Verifiers;

namespace Chan.Benchmarks.Gateway;

/// <summary>Connections to the measured gateway.</summary>
internal static class EchoClient
{
    private static readonly ChanConnectionOptions Options = new() { Password = ChanPassword.FromString(GatewayServer.Password) };

    internal static Task<ChanConnection> ConnectAsync(int port)
        => ChanConnection.ConnectAsync(new ChanEndpoint("127.0.0.1", port, GatewayServer.Service), Options);
}
