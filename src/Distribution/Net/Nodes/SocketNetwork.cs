using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Epmd;
using Chan.Distribution.Net.Names;

namespace Chan.Distribution.Net.Nodes;

/// <summary>The real network: TCP, with TLS or without, and port mappers.</summary>
internal sealed partial class SocketNetwork : INodeNetwork
{
    private readonly NodeOptions _options;
    private readonly ICarrier _carrier;

    /// <exception cref="ArgumentException">The TLS settings cannot be used.</exception>
    public SocketNetwork(NodeOptions options, TimeProvider time)
    {
        _options = options;
        _mapperOptions = MapperOptions(time);
        _mapper = new EpmdClient(_mapperOptions);
        _carrier = options.Tls is { } tls ? new TlsCarrier(tls) : new TcpCarrier();
    }

    public async ValueTask<INodePresence> JoinAsync(NodeName self, CancellationToken cancellationToken)
    {
        if (_options.Incoming == IncomingConnections.None)
        {
            return new SocketPresence([], null, _options.Creation ?? RandomCreation());
        }

        List<SocketListener> listeners = await ListenAsync(self, cancellationToken).ConfigureAwait(false);
        try
        {
            (IAsyncDisposable? registration, uint? creation) = await RegisterAsync(self, listeners[0].EndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new SocketPresence(listeners, registration, _options.Creation ?? creation ?? RandomCreation());
        }
        catch
        {
            foreach (SocketListener listener in listeners)
            {
                await listener.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    public async ValueTask<CarrierConnection> ConnectAsync(NodeName self, NodeName peer, CancellationToken cancellationToken)
    {
        int port = _options.PeerPorts.TryGetValue(peer.ToString(), out int known) ? known
            : _options.FixedPort ?? await LookupAsync(peer, cancellationToken).ConfigureAwait(false);
        IPAddress[] addresses = await ResolveAsync(peer.Host, cancellationToken).ConfigureAwait(false);
        SocketException? last = null;
        foreach (IPAddress address in addresses)
        {
            var endPoint = new IPEndPoint(address, port);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                socket.Dispose();
                if (fault is not SocketException refused)
                {
                    throw;
                }

                last = refused;
                continue;
            }

            return await _carrier.DialAsync(socket, peer.Host, endPoint, cancellationToken).ConfigureAwait(false);
        }

        throw new CarrierException(
            last?.SocketErrorCode == SocketError.ConnectionRefused ? CarrierFault.Refused : CarrierFault.Unreachable,
            $"connecting to {string.Join(", ", addresses.Select(address => new IPEndPoint(address, port)))} failed: {last?.Message}",
            last);
    }

    /// <summary>The addresses of a host, those of IPv4 first, as Erlang's default carrier uses them.</summary>
    /// <exception cref="CarrierException">It has none.</exception>
    private static async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal)
                ? [literal]
                : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            if (addresses.Length > 0)
            {
                return [.. addresses.OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)];
            }
        }
        catch (SocketException fault)
        {
            throw new CarrierException(CarrierFault.HostNotFound, $"the host '{host}' has no address: {fault.Message}", fault);
        }

        throw new CarrierException(CarrierFault.HostNotFound, $"the host '{host}' has no address");
    }

    /// <summary>Opens the listening sockets, all on one port.</summary>
    private async ValueTask<List<SocketListener>> ListenAsync(NodeName self, CancellationToken cancellationToken)
    {
        List<IPAddress> addresses = await ListenAddressesAsync(self, cancellationToken).ConfigureAwait(false);
        int first = _options.FixedPort ?? _options.ListenPort;
        int last = _options.LastListenPort ?? first;
        SocketException? fault = null;
        for (int port = first; port <= last; port++)
        {
            try
            {
                return Open(addresses, port);
            }
            catch (SocketException taken)
            {
                fault = taken;
            }
        }

        string ports = first == last ? $"port {first}" : $"any of the ports {first} to {last}";
        throw new IOException($"Node {self} cannot listen on {string.Join(", ", addresses)}, {ports}: {fault!.Message}", fault);
    }

    private List<SocketListener> Open(List<IPAddress> addresses, int port)
    {
        var listeners = new List<SocketListener>();
        try
        {
            foreach (IPAddress address in addresses)
            {
                // What the system chose for the first address is asked for on the others: peers know one port.
                listeners.Add(SocketListener.Open(new IPEndPoint(address, listeners.Count == 0 ? port : listeners[0].EndPoint.Port), _carrier));
            }

            return listeners;
        }
        catch
        {
            foreach (SocketListener listener in listeners)
            {
                listener.Close();
            }

            throw;
        }
    }

    private async ValueTask<List<IPAddress>> ListenAddressesAsync(NodeName self, CancellationToken cancellationToken)
    {
        if (_options.Listen is { } given)
        {
            return [given];
        }

        var addresses = new List<IPAddress> { IPAddress.Loopback };
        try
        {
            IPAddress[] own = await ResolveAsync(self.Host, cancellationToken).ConfigureAwait(false);
            if (own.All(IPAddress.IPv6Loopback.Equals))
            {
                return [IPAddress.IPv6Loopback];
            }

            // Some systems give their own host name an address of loopback that is not 127.0.0.1, and peers dial that one.
            addresses.AddRange(own.Where(
                address => address.AddressFamily == AddressFamily.InterNetwork && IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Loopback)));
        }
        catch (CarrierException)
        {
            // A host name that nobody can resolve: peers will say so.
        }

        return addresses;
    }

    private static uint RandomCreation()
    {
        // Below 4 are the creations of very old nodes (specification 2.8).
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        return Math.Max(BitConverter.ToUInt32(bytes), 4);
    }
}
