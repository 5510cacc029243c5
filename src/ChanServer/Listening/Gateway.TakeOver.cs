using System.Net;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tls;
using Chan.Server.Configuration;
using Chan.Server.Listening.Admission;
using Chan.Server.Services;

namespace Chan.Server.Listening;

public sealed partial class Gateway
{
    // Everything that can fail comes first; from the swap on, nothing does.
    private async Task TakeOverAsync(GatewayConfiguration configuration, AdmissionDesk desk, ComputationSlots slots, CancellationToken cancellationToken)
    {
        IReadOnlyList<ServiceFault> faults = ModuleAssemblies.Load(configuration.Modules, _node.Modules, _handlers);
        if (faults.Count > 0)
        {
            throw new ServiceFaultsException(faults);
        }

        var catalog = ServiceCatalog.Create(configuration, _node.Modules, _handlers, _catalog);
        PortCredentials credentials = await PortCredentials.PrepareAsync(configuration, _identity, Random, cancellationToken).ConfigureAwait(false);
        List<PortSetup> setups = [.. configuration.Ports.Select(port => SetUp(port, catalog, credentials, desk, slots))];
        List<(PortSetup Setup, Port? Kept)> plan = [.. setups.Select(setup => (setup, FindKept(setup.Configuration)))];
        List<Port> bound = BindNew(plan.Where(planned => planned.Kept is null).Select(planned => planned.Setup), desk);

        foreach ((PortSetup setup, Port? kept) in plan)
        {
            if (kept is not null)
            {
                kept.Setup = setup;
            }
        }

        List<Port> removed = [.. _ports.Except(plan.Select(planned => planned.Kept).OfType<Port>())];
        _catalog = catalog;
        _ports = [.. plan.Select(planned => planned.Kept ?? bound.First(port => ReferenceEquals(port.Setup, planned.Setup)))];
        bound.ForEach(port => port.Start());
        _retired.AddRange(removed);
        await Task.WhenAll(removed.Select(port => port.StopListeningAsync())).ConfigureAwait(false);
    }

    // A port stays open when its address stays; with port 0 the address is the system's choice, so there the name decides.
    private Port? FindKept(PortConfiguration wanted)
        => _ports.FirstOrDefault(port => port.Setup.Configuration.EndPoint.Equals(wanted.EndPoint)
            && (wanted.EndPoint.Port != IPEndPoint.MinPort || port.Name == wanted.Name));

    private List<Port> BindNew(IEnumerable<PortSetup> setups, AdmissionDesk desk)
    {
        List<Port> bound = [];
        try
        {
            foreach (PortSetup setup in setups)
            {
                bound.Add(Port.Bind(setup, desk, _audit, _configuration.Limits, _node.TimeProvider, _logger));
            }

            return bound;
        }
        catch (PortBindException)
        {
            bound.ForEach(port => port.Abandon());
            throw;
        }
    }

    private PortSetup SetUp(PortConfiguration port, ServiceCatalog catalog, PortCredentials credentials, AdmissionDesk desk, ComputationSlots slots)
    {
        PortServices services = new(catalog, port.Services);
        SessionFactory sessions = new(_node, _configuration.Limits, _audit, _logger);
        if (port.Protocol == PortProtocol.Classic)
        {
            return new(port, new ClassicEntrance(credentials.ClassicOptionsOf(port), services, sessions, Random), Tls: null);
        }

        ServerHandshakeOptions options = new()
        {
            GatewayId = _identity.GatewayId,
            CertificateSha256 = _identity.CertificateSha256,
            Catalog = credentials.VerifiersOf(port),
            EnumerationKey = _identity.EnumerationKey,
        };
        return new(port, new NativeEntrance(options, services, desk, slots, sessions, Random), ChanTls.CreateServerOptions(_identity.Certificate));
    }
}
