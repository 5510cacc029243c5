using Chan.Distribution.Net.Epmd.Messages;

namespace Chan.Distribution.Net.Epmd;

/// <summary>Asks epmd, the port mapper of Erlang nodes, where nodes are, and registers this one. Thread-safe. Protocol 1.</summary>
public sealed class EpmdClient
{
    // The text of some ten thousand names.
    private const int MaxNamesLength = 1024 * 1024;

    private readonly EpmdClientOptions _options;

    /// <summary>Makes a client; nothing is connected yet.</summary>
    public EpmdClient(EpmdClientOptions? options = null) => _options = options ?? new();

    /// <summary>Registers a node at this machine's epmd, and keeps it registered until the result is disposed.</summary>
    /// <exception cref="EpmdException">The name is taken, or epmd is down or does not answer as it should.</exception>
    public Task<EpmdRegistration> RegisterAsync(EpmdNode node, CancellationToken cancellationToken = default)
        => RegisterAsync(node, shared: null, cancellationToken);

    /// <summary>Asks a host where a node is.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="name">What stands before the <c>@</c> of the node's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if the host's epmd does not know the node.</returns>
    /// <exception cref="EpmdException">The host or its epmd cannot be reached, or the node speaks no version that this one speaks.</exception>
    public async Task<EpmdNode?> LookupAsync(string host, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        EpmdNode? node = await AskAsync(
            host,
            EpmdRequest.Encode(EpmdWire.PortPlease2Request, EpmdWire.Utf8.GetBytes(Checked(name))),
            static (answer, cancellation) => answer.ReadNodeAsync(cancellation),
            cancellationToken).ConfigureAwait(false);
        return node is null || (node.HighestVersion >= EpmdWire.Version && node.LowestVersion <= EpmdWire.Version)
            ? node
            : throw new EpmdException(
                EpmdFailure.UnsupportedVersion,
                $"Node {name}@{host} speaks versions {node.LowestVersion} to {node.HighestVersion} of the handshake; version {EpmdWire.Version} is needed, which OTP 23 brought.");
    }

    /// <summary>Asks a host which nodes run there, as <c>net_adm:names/1</c> does.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EpmdException">The host or its epmd cannot be reached.</exception>
    public Task<IReadOnlyList<EpmdName>> NamesAsync(string host, CancellationToken cancellationToken = default)
        => AskAsync(
            host,
            EpmdRequest.Encode(EpmdWire.NamesRequest),
            (answer, cancellation) => answer.ReadNamesAsync(_options.Port, MaxNamesLength, cancellation),
            cancellationToken);

    /// <summary>The same as the public one; before each attempt, <paramref name="shared"/> sees to it that there is an epmd.</summary>
    internal async Task<EpmdRegistration> RegisterAsync(EpmdNode node, SharedEpmd? shared, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        Checked(node.Name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(node.Port, nameof(node));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(node.Port, ushort.MaxValue, nameof(node));
        var attempt = new EpmdAttempt(_options, node, shared);
        (EpmdSocket socket, uint creation) = await attempt.RunAsync(cancellationToken).ConfigureAwait(false);
        return new EpmdRegistration(attempt, _options, socket, creation);
    }

    private static string Checked(string name)
        => EpmdEntry.IsName(name)
            ? name
            : throw new ArgumentException("Epmd keeps the part of a node's name before the '@': 1 to 255 characters, without spaces.", nameof(name));

    private async Task<T> AskAsync<T>(
        string host, byte[] request, Func<EpmdSocket, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        using var deadline = new EpmdDeadline(_options, cancellationToken);
        return await deadline.GuardAsync($"{host}:{_options.Port}", async cancellation =>
        {
            using EpmdSocket socket = await EpmdSocket.ConnectAsync(host, _options.Port, cancellation).ConfigureAwait(false);
            await socket.SendAsync(request, cancellation).ConfigureAwait(false);
            return await read(socket, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }
}
