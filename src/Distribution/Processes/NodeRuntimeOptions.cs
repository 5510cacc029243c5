using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Distribution.Processes;

/// <summary>Settings of a <see cref="Node"/>.</summary>
public sealed record NodeRuntimeOptions
{
    /// <summary>The clock of time-outs and timers. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where crashes of processes are logged. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Processes alive at once, 1 to 134,217,727 (the range of <c>erl +P</c>). Default: 1,048,576.</summary>
    public int MaxProcesses { get; init; } = 1 << 20;
}
