using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chan.Distribution.Hosting;

/// <summary>The life of a host's node: cluster and tree up, and down again.</summary>
internal sealed class HostedNode(
    Node node,
    TreeBuilder tree,
    IOptions<NodeHostOptions> options,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<HostedNode> logger) : IHostedService, IDisposable
{
    /// <summary>How long code of killed processes may go on before the host goes on without it.</summary>
    private static readonly TimeSpan UnwindLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private volatile ErlPid? _top;
    private volatile bool _isStopping;
    private Task _watch = Task.CompletedTask;
    private Task? _stop;
    private NodeEndedException? _failure;

    /// <summary>The top supervisor; <see langword="null"/> before it has started.</summary>
    public ErlPid? Top => _top;

    /// <summary>Whether the node was to be part of a cluster and is not, such as when its system processes could not be kept running.</summary>
    public bool HasLostCluster => options.Value.Cluster is not null && !node.IsDistributed;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        NodeHostOptions wanted = options.Value;
        TopSupervisor supervisor;
        ErlPid top;
        try
        {
            if (wanted.Cluster is { } cluster)
            {
                NodeRuntimeOptions runtime = NodeServiceCollectionExtensions.RuntimeOf(wanted, services);
                await node.StartClusterAsync(cluster with { Runtime = runtime }, wanted.Output, cancellationToken).ConfigureAwait(false);
            }

            supervisor = new TopSupervisor(tree.Build(services, wanted.Supervision));
            StartResult result = await Supervisor
                .StartAsync(node, () => supervisor, new StartOptions { Name = wanted.SupervisorName }, cancellationToken).ConfigureAwait(false);
            top = result.Started ?? throw new NodeStartException(Describe(result.Error ?? Atoms.Ignore));
        }
        catch
        {
            await DisposeNodeAsync().ConfigureAwait(false);
            throw;
        }

        _top = top;
        HostedNodeLog.Started(logger, node.Name, top);
        _watch = WatchAsync(top, supervisor);
    }

    /// <summary>Programs stop their host more than once: the later ones wait for the first.</summary>
    /// <param name="cancellationToken">The time is over: what still runs is killed.</param>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _stop ??= StopOnceAsync(cancellationToken);
        }
    }

    /// <summary>The container goes, without a stop before: it ends the node next, which is nobody's fault then.</summary>
    public void Dispose() => _isStopping = true;

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        try
        {
            if (_top is { } top)
            {
                await node.StopAsync(top, Atoms.Shutdown, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TermException)
        {
            // It has ended before, which the log tells.
        }
        catch (OperationCanceledException)
        {
            HostedNodeLog.Killed(logger, node.Name);
        }
        finally
        {
            await DisposeNodeAsync().ConfigureAwait(false);
            await _watch.ConfigureAwait(false);
        }

        if (_failure is not null)
        {
            throw _failure;
        }
    }

    /// <summary>Every process is dead then. Their code may wait for something that does not hear of it, and the host shall not wait for that.</summary>
    private async ValueTask DisposeNodeAsync()
    {
        ErlAtom name = node.Name;
        if (!await node.DisposeWithinAsync(UnwindLimit).ConfigureAwait(false))
        {
            HostedNodeLog.Left(logger, name, UnwindLimit.TotalSeconds);
        }
    }

    /// <summary>Follows the reason down to the child that failed: each supervisor on the way wraps it.</summary>
    private string Describe(ErlTerm reason)
    {
        var path = new List<string>();
        while (reason is ErlTuple and [ErlAtom shutdown, ErlTuple and [ErlAtom { Name: "failed_to_start_child" }, var id, var inner]]
            && shutdown == Atoms.Shutdown)
        {
            path.Add(id.ToString());
            reason = inner;
        }

        string what = path.Count == 0 ? "The supervision tree" : $"The child {string.Join('/', path)}";
        return $"{what} of node {node.Name} does not start: {ReasonText.Of(reason)}";
    }

    private async Task WatchAsync(ErlPid top, TopSupervisor supervisor)
    {
        ErlTerm reason = await node.WhenExited(top).ConfigureAwait(false);
        if (_isStopping)
        {
            return;
        }

        if (ProcLib.IsOrderly(reason) && !supervisor.HasGivenUp)
        {
            HostedNodeLog.Done(logger, node.Name, ReasonText.Of(reason));
        }
        else
        {
            string text = supervisor.HasGivenUp ? "too many restarts" : ReasonText.Of(reason);
            _failure = new NodeEndedException($"The top supervisor of node {node.Name} ended: {text}.");
            HostedNodeLog.TopEnded(logger, node.Name, text);
        }

        lifetime.StopApplication();
    }
}
