using Chan.Distribution.Cluster.InputOutput;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>What the system processes are given by the program.</summary>
internal sealed record SystemProcessOptions
{
    /// <summary>The other nodes.</summary>
    public IClusterNodes Nodes { get; init; } = new NoClusterNodes();

    /// <summary>Where output of processes goes; <see langword="null"/> for the log.</summary>
    public IOutput? Output { get; init; }

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
