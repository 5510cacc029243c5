using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;

namespace Chan.Distribution.Hosting;

/// <summary>Settings of a node inside a host.</summary>
public sealed class NodeHostOptions
{
    /// <summary>
    /// How the node takes part in a cluster; <see cref="Runtime"/> goes before <see cref="NodeOptions.Runtime"/>. Default, <see langword="null"/>: it
    /// is part of none.
    /// </summary>
    public NodeOptions? Cluster { get; set; }

    /// <summary>Settings of the processes. Clock and logger factory are always the host's.</summary>
    public NodeRuntimeOptions Runtime { get; set; } = new();

    /// <summary>How the top supervisor deals with ends of its children. Default: one for one, at most one restart in five seconds.</summary>
    public SupervisorFlags Supervision { get; set; } = new();

    /// <summary>The name of the top supervisor, for tools. Default: none.</summary>
    public ServerName? SupervisorName { get; set; }

    /// <summary>Where output of processes goes that have no other group leader; not disposed. Only with <see cref="Cluster"/>. Default: to the log.</summary>
    public TextWriter? Output { get; set; }
}
