using System.Net;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Epmd;
using Chan.Distribution.Net.Names;

namespace Chan.Distribution.Net.Nodes;

/// <content>Port mappers. They only say where to dial; who answers there proves itself in the handshake.</content>
internal sealed partial class SocketNetwork
{
    private readonly EpmdClientOptions _mapperOptions;
    private readonly EpmdClient _mapper;

    public async ValueTask<IReadOnlyList<RegisteredNode>> NamesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<EpmdName> names = await _mapper.NamesAsync(host, cancellationToken).ConfigureAwait(false);
            return [.. names.Select(name => new RegisteredNode(name.Name, name.Port))];
        }
        catch (EpmdException fault)
        {
            throw Explain(fault);
        }
    }

    private static CarrierException Explain(EpmdException fault) => new(
        fault.Reason switch
        {
            EpmdFailure.HostUnknown => CarrierFault.HostNotFound,
            EpmdFailure.UnsupportedVersion => CarrierFault.Unreachable,
            _ => CarrierFault.EpmdDown,
        },
        fault.Message,
        fault);

    private EpmdClientOptions MapperOptions(TimeProvider time)
    {
        var options = new EpmdClientOptions { TimeProvider = time, LoggerFactory = _options.Runtime.LoggerFactory };
        return _options.PortMapperPort is { } port ? options with { Port = port } : options;
    }

    private async ValueTask<int> LookupAsync(NodeName peer, CancellationToken cancellationToken)
    {
        try
        {
            EpmdNode? node = await _mapper.LookupAsync(peer.Host, peer.Name, cancellationToken).ConfigureAwait(false);
            return node?.Port
                ?? throw new CarrierException(CarrierFault.NameNotFound, $"the port mapper of {peer.Host} knows no node '{peer.Name}'");
        }
        catch (EpmdException fault)
        {
            throw Explain(fault);
        }
    }

    /// <summary>Makes this node known to the port mapper of this machine, and serves one if there is none.</summary>
    private async ValueTask<(IAsyncDisposable? Registration, uint? Creation)> RegisterAsync(NodeName self, int port, CancellationToken cancellationToken)
    {
        if (_options.PortMapper == PortMapperUse.None)
        {
            return (null, null);
        }

        var node = new EpmdNode { Name = self.Name, Port = port };
        SharedEpmd? shared = _options.PortMapper == PortMapperUse.RunningOrOwn ? new SharedEpmd(ServerOptions()) : null;
        try
        {
            EpmdRegistration registration = await _mapper.RegisterAsync(node, shared, cancellationToken).ConfigureAwait(false);
            return (new MapperEntry(registration, shared), registration.Creation);
        }
        catch (EpmdException fault)
        {
            await DisposeAsync(shared).ConfigureAwait(false);

            // Whoever knows the port needs no port mapper (specification 8.3); a name that is taken is a fault nevertheless.
            return _options.FixedPort is not null && fault.Reason != EpmdFailure.NameTaken
                ? (null, null)
                : throw new IOException($"Node {self} cannot register: {fault.Message}", fault);
        }
        catch
        {
            await DisposeAsync(shared).ConfigureAwait(false);
            throw;
        }
    }

    // On the address of the node too: who can reach the node must be able to find it.
    private EpmdServerOptions ServerOptions()
    {
        var options = new EpmdServerOptions
        {
            Port = _mapperOptions.Port,
            TimeProvider = _mapperOptions.TimeProvider,
            LoggerFactory = _mapperOptions.LoggerFactory,
        };
        return _options.Listen is not { } address || IPAddress.IsLoopback(address) ? options
            : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? options with { Addresses = [address] }
            : options with { Addresses = [.. options.Addresses, address] };
    }

    private static ValueTask DisposeAsync(SharedEpmd? shared) => shared?.DisposeAsync() ?? ValueTask.CompletedTask;

    private sealed class MapperEntry(EpmdRegistration registration, SharedEpmd? shared) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            await SocketNetwork.DisposeAsync(shared).ConfigureAwait(false);
        }
    }
}
