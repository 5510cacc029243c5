using System.Diagnostics.CodeAnalysis;
using Chan.Server.Services;

namespace Chan.Server.Listening;

/// <summary>The services of one port in one configuration. Immutable; swapped as a whole.</summary>
internal sealed class PortServices(ServiceCatalog catalog, IEnumerable<string> names)
{
    private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);

    /// <summary>Looks up a service that this port offers.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ServiceDefinition? service)
    {
        service = null;
        return _names.Contains(name) && catalog.TryFind(name, out service);
    }
}
