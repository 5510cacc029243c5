using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>The name that a server is started under: on its node, in the whole cluster, or in a register of one's own.</summary>
public sealed record ServerName
{
    private static readonly ErlAtom Via = ErlTerm.Atom("via");
    private static readonly ErlAtom Global = ErlTerm.Atom("global");

    private readonly ErlAtom? _module;
    private readonly ErlTerm _name;

    private ServerName(ErlTerm reference, ErlAtom? module, ErlTerm name)
    {
        Reference = reference;
        _module = module;
        _name = name;
    }

    /// <summary>What calls name the server by: <c>Name</c>, <c>{global, Name}</c> or <c>{via, Module, Name}</c>.</summary>
    public ErlTerm Reference { get; }

    /// <summary>A registered name of the node.</summary>
    public static implicit operator ServerName(ErlAtom name) => Local(name);

    /// <summary>A registered name of the node.</summary>
    /// <param name="name">The name; not <c>undefined</c>.</param>
    public static ServerName Local(ErlAtom name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ServerName(name, null, name);
    }

    /// <summary>A name in the whole cluster: <c>{global, Name}</c>. The node must be part of one.</summary>
    /// <param name="name">Any term.</param>
    public static ServerName InCluster(ErlTerm name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ServerName(ErlTerm.Tuple(Global, name), Global, name);
    }

    /// <summary>A name in a register that the node knows: <c>{via, Module, Name}</c>.</summary>
    /// <param name="module">The module of <see cref="NameRegistries.AddNameRegistry"/>.</param>
    /// <param name="name">Any term.</param>
    public static ServerName InRegistry(ErlAtom module, ErlTerm name)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        return new ServerName(ErlTerm.Tuple(Via, module, name), module, name);
    }

    /// <summary>The name alone, as traces and reports of Erlang's behaviours show it.</summary>
    internal ErlTerm Term => _name;

    /// <summary>Prints <see cref="Reference"/>.</summary>
    public override string ToString() => Reference.ToString();

    /// <summary>
    /// Where messages for a server go: a pid, a name that is registered, or <c>{Name, Node}</c>; <see langword="null"/> when the name has no process now.
    /// </summary>
    /// <exception cref="ArgumentException">The term names no server.</exception>
    internal static ErlTerm? Find(Node node, ErlTerm server) => server switch
    {
        ErlPid => server,
        ErlAtom name => node.WhereIs(name),
        ErlTuple and [ErlAtom kind, ErlAtom module, var name] when kind == Via => FindIn(node, module, name),
        ErlTuple and [ErlAtom kind, var name] when kind == Global => FindIn(node, Global, name),
        ErlTuple and [ErlAtom name, ErlAtom where] => where == node.Name ? node.WhereIs(name) : server,
        null => throw new ArgumentNullException(nameof(server)),
        _ => throw new ArgumentException(
            $"{server} names no server; a pid, Name, {{Name, Node}}, {{global, Name}} or {{via, Module, Name}} does.", nameof(server)),
    };

    /// <summary>Whether a term names a server by <c>{global, Name}</c> or <c>{via, Module, Name}</c>.</summary>
    internal static bool IsInRegister(ErlTerm server)
        => server is ErlTuple { Count: 2 or 3 } name && (name.Count == 2 ? Global : Via).Equals(name[0]);

    /// <summary>Gives the name to the calling process; when it is taken, who has it (<c>undefined</c> if that one has just gone).</summary>
    internal async ValueTask<ErlTerm?> RegisterAsync(ProcessContext self)
    {
        if (_module is null)
        {
            return TryRegister(self, (ErlAtom)_name) ? null : self.Node.WhereIs((ErlAtom)_name) ?? (ErlTerm)Atoms.Undefined;
        }

        INameRegistry registry = RegistryOf(self.Node, _module);
        return await registry.RegisterNameAsync(self, _name, self.Self).ConfigureAwait(false)
            ? null
            : registry.WhereIsName(self.Node, _name) ?? (ErlTerm)Atoms.Undefined;
    }

    /// <summary>Takes the name back from the calling process, which has it.</summary>
    internal ValueTask UnregisterAsync(ProcessContext self)
    {
        if (_module is not null)
        {
            return RegistryOf(self.Node, _module).UnregisterNameAsync(self, _name);
        }

        self.Node.Unregister((ErlAtom)_name);
        return ValueTask.CompletedTask;
    }

    /// <summary>Checks that the calling process has the name.</summary>
    /// <exception cref="TermException">
    /// It has not: the exit <c>process_not_registered</c>, <c>process_not_registered_globally</c> or <c>{process_not_registered_via, Module}</c>.
    /// </exception>
    internal void RequireOwner(ProcessContext self)
    {
        ErlPid? owner = _module is null ? self.Node.WhereIs((ErlAtom)_name) : FindIn(self.Node, _module, _name);
        if (!self.Self.Equals(owner))
        {
            throw TermException.Exit(Reference switch
            {
                ErlAtom => ErlTerm.Atom("process_not_registered"),
                ErlTuple { Count: 2 } => ErlTerm.Atom("process_not_registered_globally"),
                _ => ErlTerm.Tuple(ErlTerm.Atom("process_not_registered_via"), _module!),
            });
        }
    }

    private static bool TryRegister(ProcessContext self, ErlAtom name)
    {
        try
        {
            self.Node.Register(name, self.Self);
            return true;
        }
        catch (ArgumentException) when (name != Atoms.Undefined)
        {
            return false;
        }
    }

    private static ErlPid? FindIn(Node node, ErlAtom module, ErlTerm name) => RegistryOf(node, module).WhereIsName(node, name);

    private static INameRegistry RegistryOf(Node node, ErlAtom module)
        => node.FindNameRegistry(module)
            ?? throw new ArgumentException(
                module == Global
                    ? "{global, Name} needs a node that is part of a cluster."
                    : $"The node knows no register {module}; {nameof(NameRegistries.AddNameRegistry)} makes one known.");
}
