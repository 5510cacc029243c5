using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Supervision;
using Chan.Terms;

namespace Chan.Distribution.Hosting;

/// <summary>Takes the children of a supervisor of the host's node. They start in the order in which they are added, and end in the reverse one.</summary>
/// <remarks>
/// <para>The objects of behaviours come from the container: what their constructors ask for, from one scope for each life of the process. Scope and
/// object are disposed when it has ended; a restart makes new ones. While their code runs, pid and name are a scope of the log.</para>
/// <para>The id of a child is its name, or that of its class when it has none. Children of one supervisor need different ids.</para>
/// </remarks>
public sealed class TreeBuilder
{
    private readonly List<Func<IServiceProvider, ChildSpec>> _children = [];

    internal TreeBuilder()
    {
    }

    /// <summary>Adds a server.</summary>
    /// <typeparam name="T">Its class; the constructor may ask for services.</typeparam>
    /// <param name="start">Name, time-out and the rest of each start.</param>
    /// <param name="adapt">Changes the specification: <c>spec => spec with { Shutdown = … }</c>.</param>
    /// <exception cref="InvalidOperationException">The class has no constructor that could be used.</exception>
    public TreeBuilder AddGenServer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        StartOptions? start = null, Func<ChildSpec, ChildSpec>? adapt = null)
        where T : GenServer
        => Add(ScopedBehaviour.ChildOf<T, GenServer>(GenServer.Behaviour, ChildType.Worker, start), adapt);

    /// <summary>Adds a state machine.</summary>
    /// <typeparam name="T">Its class; the constructor may ask for services.</typeparam>
    /// <param name="start">Name, time-out and the rest of each start.</param>
    /// <param name="adapt">Changes the specification.</param>
    /// <exception cref="InvalidOperationException">The class has no constructor that could be used.</exception>
    public TreeBuilder AddGenStatem<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        StartOptions? start = null, Func<ChildSpec, ChildSpec>? adapt = null)
        where T : GenStatem
        => Add(ScopedBehaviour.ChildOf<T, GenStatem>(GenStatem.Behaviour, ChildType.Worker, start), adapt);

    /// <summary>Adds a supervisor that has a class of its own.</summary>
    /// <typeparam name="T">Its class; the constructor may ask for services.</typeparam>
    /// <param name="start">Name, time-out and the rest of each start.</param>
    /// <param name="adapt">Changes the specification.</param>
    /// <exception cref="InvalidOperationException">The class has no constructor that could be used.</exception>
    public TreeBuilder AddSupervisor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        StartOptions? start = null, Func<ChildSpec, ChildSpec>? adapt = null)
        where T : Supervisor
        => Add(ScopedBehaviour.ChildOf<T, Supervisor>(Supervisor.Behaviour, ChildType.Supervisor, start), adapt);

    /// <summary>Adds a supervisor with children that are added in turn.</summary>
    /// <param name="id">Its id, and its registered name unless <paramref name="start"/> says otherwise.</param>
    /// <param name="children">Adds its children.</param>
    /// <param name="flags">How it deals with their ends. Default: one for one, at most one restart in five seconds.</param>
    /// <param name="start">Name, time-out and the rest of each start.</param>
    /// <param name="adapt">Changes the specification.</param>
    public TreeBuilder AddSupervisor(
        ErlAtom id, Action<TreeBuilder> children, SupervisorFlags? flags = null, StartOptions? start = null, Func<ChildSpec, ChildSpec>? adapt = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(children);
        var tree = new TreeBuilder();
        children(tree);
        return Add(
            services =>
            {
                SupervisorSpec spec = tree.Build(services, flags ?? new SupervisorFlags());
                return new ChildSpec(id, self => Supervisor.StartLinkAsync(self, spec, start ?? new StartOptions { Name = id })) { Type = ChildType.Supervisor };
            },
            adapt);
    }

    /// <summary>Adds a child of any kind.</summary>
    /// <param name="child">Makes its specification, once, when the host starts; gets the host's services.</param>
    public TreeBuilder AddChild(Func<IServiceProvider, ChildSpec> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        return Add(child, null);
    }

    internal SupervisorSpec Build(IServiceProvider services, SupervisorFlags flags) => new(flags, [.. _children.Select(child => child(services))]);

    private TreeBuilder Add(Func<IServiceProvider, ChildSpec> child, Func<ChildSpec, ChildSpec>? adapt)
    {
        _children.Add(adapt is null ? child : services => adapt(child(services)));
        return this;
    }
}
