using Chan.Protocol.Verifiers;

namespace Chan.Client.Connecting;

/// <summary>Reports every fault of an endpoint and its options at once, each with its name, value and range.</summary>
internal static class OptionsCheck
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <exception cref="ArgumentException">At least one setting is out of its range, or two contradict each other.</exception>
    internal static void ThrowIfFaulty(ChanEndpoint endpoint, ChanConnectionOptions options)
    {
        List<string> faults = [];
        CheckEndpoint(endpoint, options, faults);
        CheckProtocol(endpoint, options, faults);
        Require(nameof(options.ConnectTimeout), options.ConnectTimeout, Millisecond, TimeSpan.FromHours(1), faults);
        if (options.DefaultRpcTimeout != Timeout.InfiniteTimeSpan)
        {
            Require(nameof(options.DefaultRpcTimeout), options.DefaultRpcTimeout, Millisecond, RpcTimeout.Longest, faults);
        }

        Require(nameof(options.PingInterval), options.PingInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), faults);
        Require(nameof(options.SilenceTimeout), options.SilenceTimeout, options.PingInterval + Millisecond, TimeSpan.FromHours(3), faults);
        Require(nameof(options.PushQueueLimit), options.PushQueueLimit, 1, 10_000_000, faults);
        Require(nameof(options.PushQueueByteLimit), options.PushQueueByteLimit, 1024L, 2L * 1024 * 1024 * 1024, faults);
        Require(nameof(options.ClassicFrameLimit), options.ClassicFrameLimit, 64, 1024 * 1024 * 1024, faults);
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }
    }

    private static void CheckEndpoint(ChanEndpoint endpoint, ChanConnectionOptions options, List<string> faults)
    {
        Require(nameof(endpoint.Port), endpoint.Port, 1, ushort.MaxValue, faults);
        if (string.IsNullOrEmpty(endpoint.Host))
        {
            faults.Add("Host must not be empty.");
        }

        if (!ServiceName.IsValid(endpoint.Service))
        {
            faults.Add("Service must be 1 to 64 of A-Z a-z 0-9 _ . -.");
        }

        if (options.ClientName.Length > 0 && !ServiceName.IsValid(options.ClientName))
        {
            faults.Add("ClientName must be empty or 1 to 64 of A-Z a-z 0-9 _ . -.");
        }

        if (endpoint.ClientName.Length > 0 && options.ClientName.Length > 0 && endpoint.ClientName != options.ClientName)
        {
            faults.Add($"The address names the client {endpoint.ClientName}, the options {options.ClientName}: leave one of them out.");
        }
    }

    private static void CheckProtocol(ChanEndpoint endpoint, ChanConnectionOptions options, List<string> faults)
    {
        if (endpoint.Scheme == ChanScheme.Native && options.Password is null)
        {
            faults.Add("Password is missing: every native service has one.");
        }

        if (endpoint.Scheme == ChanScheme.Classic && !options.AllowClassic)
        {
            faults.Add("The classic protocol is clear text and shows passwords to guessers: set AllowClassic to use it all the same.");
        }

        if (endpoint.Scheme == ChanScheme.Classic && (endpoint.ClientName.Length > 0 || options.ClientName.Length > 0))
        {
            faults.Add("The classic protocol knows no client names.");
        }
    }

    /// <summary>Notes a fault unless the value is within its range.</summary>
    internal static void Require<T>(string property, T value, T min, T max, List<string> faults)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
        {
            faults.Add($"{property} must be from {min} to {max}, but is {value}.");
        }
    }
}
