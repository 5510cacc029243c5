using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Distribution.Net.Epmd;

/// <summary>How epmd is reached. Immutable; derive a variant with <c>with</c>.</summary>
public sealed record EpmdClientOptions
{
    /// <summary>The port of epmd on every host: that of the variable <c>ERL_EPMD_PORT</c>, else 4369.</summary>
    public int Port { get; init; } = EpmdPort.Configured;

    /// <summary>Where this machine's epmd takes registrations: the loopback address, of IPv4 if not given otherwise.</summary>
    public IPAddress LocalAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Longest wait for one answer, connecting included: 10 s, as in Erlang.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between attempts to register again after epmd went away: 2 s, as in Erlang.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes what the registration logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
