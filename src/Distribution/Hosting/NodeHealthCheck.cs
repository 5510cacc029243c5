using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chan.Distribution.Hosting;

/// <summary>
/// The health of the host's node, from its supervision tree: healthy when the top supervisor lives and no child is being restarted, degraded
/// when one is, and the failure status of the registration when there is no tree, or the node has left its cluster.
/// </summary>
/// <remarks>
/// Added with <c>AddHealthChecks().AddCheck&lt;NodeHealthCheck&gt;("node")</c>. Asks every supervisor of the tree, one after the other; one that
/// waits for the start of a child answers later, so give the registration a time-out.
/// </remarks>
public sealed class NodeHealthCheck : IHealthCheck
{
    private readonly Node _node;
    private readonly HostedNode _host;

    internal NodeHealthCheck(Node node, HostedNode host) => (_node, _host) = (node, host);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_host.Top is not { } top)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The node has not started.");
        }

        if (_node.GetProcessInformation(top) is null)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The node's top supervisor has ended.");
        }

        if (_host.HasLostCluster)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, "The node is not part of its cluster any more; where it left by itself, event 2302 of the log says why.");
        }

        IReadOnlyList<string> restarting = await _node.RunAsync(self => FindRestartingAsync(self, top), cancellationToken).ConfigureAwait(false);
        return restarting.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Being restarted: {string.Join(", ", restarting)}.");
    }

    private static async Task<IReadOnlyList<string>> FindRestartingAsync(ProcessContext self, ErlPid top)
    {
        var restarting = new List<string>();
        var open = new Stack<(string Path, ErlPid Supervisor)>([("", top)]);
        while (open.TryPop(out (string Path, ErlPid Supervisor) next))
        {
            IReadOnlyList<ChildInformation> children;
            try
            {
                children = await self.WhichChildrenAsync(next.Supervisor).ConfigureAwait(false);
            }
            catch (TermException) when (!self.IsDead)
            {
                // It has ended between two questions: its own supervisor starts it again, or ends as well.
                restarting.Add(next.Path.Length == 0 ? "the top supervisor" : next.Path);
                continue;
            }

            foreach (ChildInformation child in children)
            {
                string path = next.Path.Length == 0 ? child.Id.ToString() : $"{next.Path}/{child.Id}";
                if (child.IsRestarting)
                {
                    restarting.Add(path);
                }
                else if (child is { Type: ChildType.Supervisor, Pid: { } supervisor })
                {
                    open.Push((path, supervisor));
                }
            }
        }

        return restarting;
    }
}
