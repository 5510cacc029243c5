using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Distribution.Net.Epmd;

/// <summary>How a program serves as epmd. Immutable; derive a variant with <c>with</c>.</summary>
public sealed record EpmdServerOptions
{
    /// <summary>The port to listen on: that of the variable <c>ERL_EPMD_PORT</c>, else 4369. Zero takes any free one.</summary>
    public int Port { get; init; } = EpmdPort.Configured;

    /// <summary>
    /// Addresses to listen on: the loopback addresses if not given otherwise. The first one must be free; the others are left out where they cannot be had.
    /// Only programs of this machine may register, whichever addresses are open.
    /// </summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary>Most nodes that are registered at once: 1,024.</summary>
    public int MaxNames { get; init; } = 1024;

    /// <summary>Most connections with a request that is not answered yet: 128. One more closes the oldest.</summary>
    public int MaxOpenRequests { get; init; } = 128;

    /// <summary>Longest life of a connection that registers nothing: 60 s, as in Erlang.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes what the server logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
