using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Server.Configuration;
using Chan.Terms;

namespace Chan.Server.Services;

/// <summary>The services of one configuration, resolved. Immutable: a new configuration gives a new catalog, and running sessions keep theirs.</summary>
internal sealed class ServiceCatalog
{
    private readonly FrozenDictionary<string, ServiceDefinition> _services;

    private ServiceCatalog(FrozenDictionary<string, ServiceDefinition> services) => _services = services;

    /// <summary>A catalog without services.</summary>
    public static ServiceCatalog Empty { get; } = new(FrozenDictionary<string, ServiceDefinition>.Empty);

    /// <summary>All services.</summary>
    public IReadOnlyCollection<ServiceDefinition> Services => _services.Values;

    /// <summary>Resolves every service against the tables; nothing of a client's choosing is ever looked up there later.</summary>
    /// <param name="configuration">What the owner wrote.</param>
    /// <param name="modules">Exported functions, the module assemblies' included.</param>
    /// <param name="handlers">Handlers, the module assemblies' included.</param>
    /// <param name="previous">Whose counts of sessions go on.</param>
    /// <exception cref="ServiceFaultsException">Some services cannot be resolved; names all of them.</exception>
    public static ServiceCatalog Create(GatewayConfiguration configuration, ModuleTable modules, HandlerTable handlers, ServiceCatalog previous)
    {
        List<ServiceFault> faults = [];
        Dictionary<string, ServiceDefinition> services = new(StringComparer.Ordinal);
        foreach (ServiceConfiguration service in configuration.Services)
        {
            if (Resolve(service, modules, handlers, faults) is { } program)
            {
                SessionCount sessions = previous.TryFind(service.Name, out ServiceDefinition? before) ? before.Sessions : new();
                services[service.Name] = new(service, program, sessions);
            }
        }

        foreach (PortConfiguration port in configuration.Ports.Where(port => port.Protocol == PortProtocol.Classic))
        {
            faults.AddRange(port.Services
                .Where(name => services.TryGetValue(name, out ServiceDefinition? service) && !service.Program.CanBeClassic)
                .Select(name => new ServiceFault(
                    $"Port {port.Name}", $"Service {name} is a handler, which needs the native protocol; take it off this port or name a module and function.")));
        }

        return faults.Count == 0 ? new(services.ToFrozenDictionary(StringComparer.Ordinal)) : throw new ServiceFaultsException(faults);
    }

    /// <summary>Looks a service up; case matters.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ServiceDefinition? service) => _services.TryGetValue(name, out service);

    private static ServiceProgram? Resolve(ServiceConfiguration service, ModuleTable modules, HandlerTable handlers, List<ServiceFault> faults)
    {
        switch (service.Target)
        {
            case ServiceTarget.Mfa mfa when modules.TryGet(mfa.Module, mfa.Function, MfaProgram.Arity, out _):
                return new MfaProgram(mfa.Module, mfa.Function, mfa.Arguments);
            case ServiceTarget.Mfa mfa:
                faults.Add(new($"Service {service.Name}", WhyMissing(mfa, modules)));
                return null;
            case ServiceTarget.Handler named when handlers.TryGet(named.Name, out Func<ChanServiceHandler>? create):
                return new HandlerProgram(service.Name, create);
            case ServiceTarget.Handler named:
                faults.Add(new(
                    $"Service {service.Name}", $"There is no handler {named.Name}; mark a class with [ChanHandler(\"{named.Name}\")] and name its assembly under Modules."));
                return null;
            default:
                faults.Add(new($"Service {service.Name}", $"This gateway cannot start a {service.Target.GetType().Name} service."));
                return null;
        }
    }

    private static string WhyMissing(ServiceTarget.Mfa mfa, ModuleTable modules)
    {
        string wanted = $"{mfa.Module}:{mfa.Function}/{MfaProgram.Arity}";
        IReadOnlyList<(ErlAtom Function, int Arity)> exports = modules.GetExports(mfa.Module);
        if (exports.Count == 0)
        {
            return $"{wanted} cannot be found: there is no module {mfa.Module}. Name its assembly under Modules, or check the spelling.";
        }

        string known = string.Join(", ", exports.Select(export => $"{export.Function}/{export.Arity}").Order(StringComparer.Ordinal).Take(10));
        return $"{wanted} is not exported; module {mfa.Module} exports {known}. A service function takes the middle man, ArgC and ArgS.";
    }
}
