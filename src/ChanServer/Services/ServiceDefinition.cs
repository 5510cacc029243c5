using Chan.Server.Configuration;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Server.Services;

/// <summary>A service that can be started: what the owner wrote, resolved. Immutable, but for the count of its sessions.</summary>
internal sealed class ServiceDefinition(ServiceConfiguration configuration, ServiceProgram program, SessionCount sessions)
{
    /// <summary>Name, as clients say it.</summary>
    public string Name => Configuration.Name;

    /// <summary>What the owner wrote.</summary>
    public ServiceConfiguration Configuration { get; } = configuration;

    /// <summary>What runs for a session.</summary>
    public ServiceProgram Program { get; } = program;

    /// <summary>Sessions of this name, also those that began under an earlier configuration.</summary>
    public SessionCount Sessions { get; } = sessions;

    /// <summary>Whether requests reach the service with their ids.</summary>
    public bool KnowsIds { get; } = configuration.RpcIds || program.KnowsIds;

    /// <summary>Whether the owner's patterns let a term through; without patterns, all do.</summary>
    public bool Accepts(ErlTerm term)
    {
        IReadOnlyList<TermPattern> patterns = Configuration.Accept;
        for (int i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Matches(term))
            {
                return true;
            }
        }

        return patterns.Count == 0;
    }
}
