using System.Net;
using System.Net.Sockets;

namespace Chan.Distribution.Net.Carriers;

/// <summary>Plain TCP: the socket as it is.</summary>
internal sealed class TcpCarrier : ICarrier
{
    public ValueTask<CarrierConnection> AcceptAsync(Socket socket, EndPoint remote, CancellationToken cancellationToken)
        => ValueTask.FromResult(Wrap(socket, remote));

    public ValueTask<CarrierConnection> DialAsync(Socket socket, string host, EndPoint remote, CancellationToken cancellationToken)
        => ValueTask.FromResult(Wrap(socket, remote));

    private static CarrierConnection Wrap(Socket socket, EndPoint remote)
        => new(new NetworkStream(socket, ownsSocket: true), remote.ToString()!);
}
