using Chan.Distribution.Cluster;
using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Cli.Nodes;

/// <summary>The command's own hidden node for the time of one command, and the node that it talks to.</summary>
internal sealed class NodeSession : IAsyncDisposable
{
    private readonly NodeSettings _settings;

    private NodeSession(Node node, NodeSettings settings)
    {
        Node = node;
        _settings = settings;
    }

    /// <summary>The command's own node.</summary>
    internal Node Node { get; }

    /// <summary>The node to talk to.</summary>
    internal NodeName Peer => _settings.Peer;

    /// <summary>Starts the own node; nothing is connected yet.</summary>
    /// <exception cref="UsageException">The cookie or the own name cannot be used.</exception>
    internal static async Task<NodeSession> StartAsync(CliEnvironment environment, NodeSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            // What called functions print belongs to nobody's answer.
            TextWriter output = TextWriter.Synchronized(environment.Error);
            return new NodeSession(await Node.StartAsync(settings.Own, output, cancellationToken).ConfigureAwait(false), settings);
        }
        catch (CookieException e)
        {
            throw new UsageException(
                settings.Own.WeakCookies == WeakCookies.Refuse && e.Message.Contains("could be guessed", StringComparison.Ordinal)
                    ? $"{e.Message}\nTo use it as it is: --accept-weak-cookie."
                    : e.Message);
        }
        catch (IOException e)
        {
            throw new NodeFailureException(ExitCode.CannotConnect, $"The command's own node cannot start: {e.Message}");
        }
    }

    /// <summary>Connects to the node.</summary>
    /// <exception cref="NodeFailureException">It cannot be; the message shows the steps.</exception>
    internal async Task ConnectAsync(CancellationToken cancellationToken)
    {
        ConnectResult result = await Node.ConnectAsync(Peer.ToString(), cancellationToken).ConfigureAwait(false);
        if (!result.IsConnected)
        {
            throw await ConnectReport.MakeAsync(Node, _settings, result, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks a node that is connected, or can be, whether it is there.</summary>
    internal Task<PingResult> PingAsync(NodeName peer, CancellationToken cancellationToken)
        => Node.PingAsync(peer.ToString(), _settings.AnswerTimeout, cancellationToken);

    /// <summary>Calls a function of a node.</summary>
    /// <exception cref="TermException">The call failed, see <see cref="CallFailure"/>.</exception>
    internal Task<ErlTerm> CallAsync(NodeName peer, RemoteFunction function, CancellationToken cancellationToken)
        => Node.ErpcCallAsync(
            peer.Atom, function.Module, function.Function, function.Arguments, _settings.AnswerTimeout, cancellationToken);

    /// <summary>Calls a function of the node in the way that nodes in C and Java know.</summary>
    /// <exception cref="NodeFailureException">There is no value.</exception>
    internal Task<ErlTerm> CallPlainlyAsync(RemoteFunction function, CancellationToken cancellationToken)
        => PlainCall.CallAsync(Node, Peer, function, _settings.AnswerTimeout, cancellationToken);

    /// <summary>Tells the peers that this node goes.</summary>
    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
