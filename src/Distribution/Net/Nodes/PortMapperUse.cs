namespace Chan.Distribution.Net.Nodes;

/// <summary>Which port mapper (epmd) a node registers with.</summary>
public enum PortMapperUse
{
    /// <summary>The one that runs on this machine; when none answers, the program serves one itself, which real nodes can use too.</summary>
    RunningOrOwn,

    /// <summary>The one that runs on this machine; when none answers, starting the node fails.</summary>
    Running,

    /// <summary>None: the node is found by its port alone, see <see cref="NodeOptions.FixedPort"/>.</summary>
    None,
}
