using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>Members of the groups of a scope. Written by the scope's server, read by anybody. Thread-safe.</summary>
/// <param name="scope">The name of the scope.</param>
internal sealed class PgTable(ErlAtom scope)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ErlPid, Dictionary<ErlTerm, List<ErlPid>>> _servers = [];

    public ErlAtom Scope { get; } = scope;

    /// <summary>Forgets the members that a server told of, and gives them.</summary>
    public IReadOnlyDictionary<ErlTerm, List<ErlPid>> Clear(ErlPid server)
    {
        lock (_lock)
        {
            return _servers.Remove(server, out Dictionary<ErlTerm, List<ErlPid>>? groups) ? groups : [];
        }
    }

    /// <summary>Adds a member; one that is there already is there twice then.</summary>
    public void Add(ErlPid server, ErlTerm group, ErlPid pid)
    {
        lock (_lock)
        {
            if (!_servers.TryGetValue(server, out Dictionary<ErlTerm, List<ErlPid>>? groups))
            {
                _servers[server] = groups = [];
            }

            if (!groups.TryGetValue(group, out List<ErlPid>? members))
            {
                groups[group] = members = [];
            }

            members.Add(pid);
        }
    }

    /// <summary>Takes a member out once. False when it is none.</summary>
    public bool Remove(ErlPid server, ErlTerm group, ErlPid pid)
    {
        lock (_lock)
        {
            if (!_servers.TryGetValue(server, out Dictionary<ErlTerm, List<ErlPid>>? groups)
                || !groups.TryGetValue(group, out List<ErlPid>? members) || !members.Remove(pid))
            {
                return false;
            }

            if (members.Count == 0)
            {
                groups.Remove(group);
            }

            return true;
        }
    }

    /// <summary>The members that a server tells of, as <c>[{Group, [Pid]}]</c>.</summary>
    public ErlList GroupsOf(ErlPid server)
    {
        lock (_lock)
        {
            return _servers.TryGetValue(server, out Dictionary<ErlTerm, List<ErlPid>>? groups)
                ? ErlTerm.List([.. groups.Select(group => (ErlTerm)ErlTerm.Tuple(group.Key, ErlTerm.List([.. group.Value])))])
                : ErlList.Empty;
        }
    }

    /// <summary>The members of a group: those here, or those of all nodes.</summary>
    /// <param name="group">The group.</param>
    /// <param name="node">Only members of this node; <see langword="null"/> for all.</param>
    public IReadOnlyList<ErlPid> Members(ErlTerm group, ErlAtom? node = null)
    {
        lock (_lock)
        {
            return [.. _servers.Values.SelectMany(groups => groups.TryGetValue(group, out List<ErlPid>? members) ? members : [])
                .Where(pid => node is null || pid.Node == node)];
        }
    }

    /// <summary>All groups with their members, as <c>#{Group => [Pid]}</c>.</summary>
    public ErlMap ToMap() => ErlTerm.Map([.. Groups().Select(group => (group, (ErlTerm)ErlTerm.List([.. Members(group)])))]);

    /// <summary>The groups that have members.</summary>
    public IReadOnlyList<ErlTerm> Groups()
    {
        lock (_lock)
        {
            return [.. _servers.Values.SelectMany(groups => groups.Keys).Distinct()];
        }
    }
}
