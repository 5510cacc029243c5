using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>What a supervisor knows of a child: how to start it, when to start it again, how to end it.</summary>
/// <remarks>
/// The start runs in the supervisor's process and must link the child to it, as <c>GenServer.StartLinkAsync</c> does. The supervisor
/// waits for it: a start that takes long delays everything that the supervisor does.
/// </remarks>
public sealed record ChildSpec
{
    private readonly Shutdown? _shutdown;

    private ChildSpec(ErlTerm id, StartFunction start, ErlAtom module)
    {
        Id = id;
        StartFunction = start;
        Modules = [module];
    }

    /// <summary>A child that code of this program starts.</summary>
    /// <param name="id">Its name among the children of the supervisor; any term.</param>
    /// <param name="start">Starts it and links it.</param>
    public ChildSpec(ErlTerm id, Func<ProcessContext, Task<StartResult>> start)
        : this(Checked(id), StartFunction.Of(ModuleOf(id), Ignoring(start)), ModuleOf(id))
    {
    }

    /// <summary>The name among the children of the supervisor. With <see cref="RestartStrategy.SimpleOneForOne"/> it names them all.</summary>
    public ErlTerm Id { get; }

    /// <summary>When the child is started again. Default: always.</summary>
    public RestartKind Restart { get; init; } = RestartKind.Permanent;

    /// <summary>How the child is ended. Default: 5 seconds for workers, all the time it wants for supervisors.</summary>
    public Shutdown Shutdown
    {
        get => _shutdown ?? (Type == ChildType.Supervisor ? Shutdown.Infinity : Shutdown.After(TimeSpan.FromSeconds(5)));
        init => _shutdown = value;
    }

    /// <summary>Whether it is a supervisor itself. Default: it is not.</summary>
    public ChildType Type { get; init; } = ChildType.Worker;

    /// <summary>Whether its end may end the supervisor; see <see cref="SupervisorFlags.AutoShutdown"/>. Not with <see cref="RestartKind.Permanent"/>.</summary>
    public bool IsSignificant { get; init; }

    /// <summary>The modules of the child, for tools; <see langword="null"/> is <c>dynamic</c>. Default: the module that starts it, or its id.</summary>
    public IReadOnlyList<ErlAtom>? Modules { get; init; }

    internal StartFunction StartFunction { get; init; }

    /// <summary>A child that a function exported by the node starts; such a specification can come from and go to other nodes.</summary>
    /// <param name="id">Its name among the children of the supervisor; any term.</param>
    /// <param name="module">The module in <see cref="Node.Modules"/>.</param>
    /// <param name="function">The function; returns <c>{ok, Pid}</c>, <c>{ok, Pid, Info}</c>, <c>ignore</c> or <c>{error, Reason}</c>.</param>
    /// <param name="arguments">Its arguments; those of a start at run time come after them.</param>
    public static ChildSpec Apply(ErlTerm id, ErlAtom module, ErlAtom function, params ReadOnlySpan<ErlTerm> arguments)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(function);
        return new ChildSpec(Checked(id), StartFunction.Of(module, function, ErlTerm.List(arguments)), module);
    }

    /// <summary>The one specification of a supervisor whose children are started at run time: <see cref="RestartStrategy.SimpleOneForOne"/>.</summary>
    /// <param name="id">Names all the children.</param>
    /// <param name="start">Starts one and links it; gets the arguments that were given with the request, which may come from another node.</param>
    public static ChildSpec Template(ErlTerm id, Func<ProcessContext, IReadOnlyList<ErlTerm>, Task<StartResult>> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new ChildSpec(Checked(id), StartFunction.Of(ModuleOf(id), start), ModuleOf(id));
    }

    /// <summary>As the other form, for a supervisor whose every child brings its own start: code of this program, see <see cref="SupervisorCalls"/>.</summary>
    /// <param name="id">Names all the children.</param>
    public static ChildSpec Template(ErlTerm id)
        => Template(id, static (_, further) => throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("no_start"), ErlTerm.List([.. further]))));

    /// <summary>Reads the map or the tuple of Erlang.</summary>
    /// <param name="term"><c>#{id := Id, start := {M, F, A}, ...}</c> or <c>{Id, {M, F, A}, Restart, Shutdown, Type, Modules}</c>.</param>
    /// <exception cref="TermException">The error that <c>supervisor:check_childspecs/1</c> gives.</exception>
    public static ChildSpec FromTerm(ErlTerm term) => ChildSpecTerm.Read(term);

    /// <summary>The map of Erlang. The start of a child that code of this program starts is a name only, which cannot be read back.</summary>
    public ErlTerm ToTerm() => ChildSpecTerm.Write(this, StartFunction.Term);

    /// <summary>The map, for a supervisor of another node, which has to call the start.</summary>
    /// <exception cref="ArgumentException">The start is code of this program.</exception>
    internal ErlTerm ToTermForOthers() => StartFunction.IsExported
        ? ToTerm()
        : throw new ArgumentException(
            $"Child {Id} is started by code of this program, which no supervisor of another node can run. Name a function that its node has, with {nameof(ChildSpec)}.{nameof(Apply)}.");

    private static ErlTerm Checked(ErlTerm id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id;
    }

    private static ErlAtom ModuleOf(ErlTerm id) => id as ErlAtom ?? Atoms.Undefined;

    private static Func<ProcessContext, IReadOnlyList<ErlTerm>, Task<StartResult>> Ignoring(Func<ProcessContext, Task<StartResult>> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return (self, further) => further.Count == 0
            ? start(self)
            : throw TermException.Error(ErlTerm.Tuple(Atoms.Badarity, ErlTerm.List([.. further])));
    }
}
