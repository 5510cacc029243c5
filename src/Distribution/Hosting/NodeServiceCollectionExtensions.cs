using Chan.Distribution.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chan.Distribution.Hosting;

/// <summary>Puts a node into a host.</summary>
public static class NodeServiceCollectionExtensions
{
    /// <summary>
    /// Adds a node that starts and stops with the host: the cluster first, then its children, under one top supervisor. A child that does not
    /// start fails the host's start, and when the top supervisor gives up, the host stops with a <see cref="NodeEndedException"/>. The <see cref="Node"/>
    /// is a service from then on.
    /// </summary>
    /// <remarks>
    /// A host has one node: called again, this adds to its settings and its children, and another name fails the start. A program with two nodes has two
    /// hosts. Clock and loggers are the host's.
    /// </remarks>
    /// <param name="services">The host's services; a <see cref="TimeProvider"/> among them is used.</param>
    /// <param name="configure">Sets what is to be other than default.</param>
    /// <returns>Takes the children.</returns>
    public static TreeBuilder AddNode(this IServiceCollection services, Action<NodeHostOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<NodeHostOptions>().Configure(Checked(configure));
        if (services.FirstOrDefault(each => each.ServiceType == typeof(TreeBuilder))?.ImplementationInstance is TreeBuilder known)
        {
            return known;
        }

        var tree = new TreeBuilder();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(tree);
        services.AddSingleton(MakeNode);
        services.AddSingleton<HostedNode>();
        services.AddHostedService(static provider => provider.GetRequiredService<HostedNode>());
        services.AddSingleton(static provider => new NodeHealthCheck(provider.GetRequiredService<Node>(), provider.GetRequiredService<HostedNode>()));
        return tree;
    }

    private static Action<NodeHostOptions> Checked(Action<NodeHostOptions>? configure) => options =>
    {
        string? before = options.Cluster?.Name;
        configure?.Invoke(options);
        if (before is not null && options.Cluster?.Name is { } now && now != before)
        {
            throw new InvalidOperationException($"A host has one node, and this one is to be {before} and {now}. A program with two nodes has two hosts.");
        }
    };

    private static Node MakeNode(IServiceProvider services)
        => new(RuntimeOf(services.GetRequiredService<IOptions<NodeHostOptions>>().Value, services));

    internal static NodeRuntimeOptions RuntimeOf(NodeHostOptions options, IServiceProvider services) => options.Runtime with
    {
        TimeProvider = services.GetRequiredService<TimeProvider>(),
        LoggerFactory = services.GetRequiredService<ILoggerFactory>(),
    };
}
