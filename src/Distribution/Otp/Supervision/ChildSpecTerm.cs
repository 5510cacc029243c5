using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>Child specifications as Erlang writes them, with its errors for those that are none.</summary>
internal static class ChildSpecTerm
{
    /// <summary>Names in what is bounded by the size of one message already; this bounds what is kept of it.</summary>
    private const int MaxModules = 10_000;

    private static readonly ErlAtom Id = ErlTerm.Atom("id");
    private static readonly ErlAtom Restart = ErlTerm.Atom("restart");
    private static readonly ErlAtom Significant = ErlTerm.Atom("significant");
    private static readonly ErlAtom Type = ErlTerm.Atom("type");
    private static readonly ErlAtom Modules = ErlTerm.Atom("modules");
    private static readonly ErlAtom Dynamic = ErlTerm.Atom("dynamic");

    /// <summary>Reads either form.</summary>
    public static ChildSpec Read(ErlTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return term switch
        {
            ErlMap map => Read(map),
            ErlTuple and [var id, var start, var restart, var shutdown, var type, var modules] => Read(ErlTerm.Map(
                (Id, id), (Atoms.Start, start), (Restart, restart), (Atoms.Shutdown, shutdown), (Type, type), (Modules, modules))),
            _ => throw Invalid("invalid_child_spec", term),
        };
    }

    /// <summary>The map.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="start">The start, as the supervisor keeps it.</param>
    public static ErlTerm Write(ChildSpec spec, ErlTerm start) => ErlTerm.Map(
        (Id, spec.Id),
        (Atoms.Start, start),
        (Restart, RestartOf(spec)),
        (Significant, spec.IsSignificant),
        (Atoms.Shutdown, spec.Shutdown.ToTerm()),
        (Type, TypeOf(spec)),
        (Modules, ModulesOf(spec)));

    public static ErlAtom RestartOf(ChildSpec spec) => spec.Restart switch
    {
        RestartKind.Permanent => Atoms.Permanent,
        RestartKind.Transient => Atoms.Transient,
        _ => Atoms.Temporary,
    };

    public static ErlAtom TypeOf(ChildSpec spec) => spec.Type == ChildType.Supervisor ? Atoms.Supervisor : Atoms.Worker;

    public static ErlTerm ModulesOf(ChildSpec spec) => spec.Modules is null ? Dynamic : ErlTerm.List([.. spec.Modules]);

    /// <summary>What does not go together is refused, in Erlang's order.</summary>
    /// <exception cref="TermException"><c>{bad_combination, _}</c>.</exception>
    public static void CheckSignificance(ChildSpec spec, AutoShutdown autoShutdown)
    {
        if (!spec.IsSignificant)
        {
            return;
        }

        if (autoShutdown == AutoShutdown.Never)
        {
            throw BadCombination(ErlTerm.Tuple(ErlTerm.Atom("auto_shutdown"), ErlTerm.Atom("never")));
        }

        if (spec.Restart == RestartKind.Permanent)
        {
            throw BadCombination(ErlTerm.Tuple(Restart, Atoms.Permanent));
        }
    }

    private static ChildSpec Read(ErlMap map)
    {
        ErlTerm id = map.TryGetValue(Id, out ErlTerm? given) ? given : throw TermException.Error(ErlTerm.Atom("missing_id"));
        ErlTerm start = map.TryGetValue(Atoms.Start, out given) ? given : throw TermException.Error(ErlTerm.Atom("missing_start"));
        (ErlAtom module, ErlAtom function, ErlList arguments) = ReadStart(start);
        ChildSpec spec = ChildSpec.Apply(id, module, function, [.. arguments]) with
        {
            Restart = map.TryGetValue(Restart, out given) ? ReadRestart(given) : RestartKind.Permanent,
            IsSignificant = map.TryGetValue(Significant, out given) && ReadSignificant(given),
            Type = map.TryGetValue(Type, out given) ? ReadType(given) : ChildType.Worker,
        };
        if (map.TryGetValue(Atoms.Shutdown, out given))
        {
            spec = spec with { Shutdown = Shutdown.TryRead(given, out Shutdown? shutdown) ? shutdown.Value : throw Invalid("invalid_shutdown", given) };
        }

        return map.TryGetValue(Modules, out given) ? spec with { Modules = ReadModules(given) } : spec;
    }

    private static (ErlAtom Module, ErlAtom Function, ErlList Arguments) ReadStart(ErlTerm start)
        => start is ErlTuple and [ErlAtom module, ErlAtom function, ErlList { IsProper: true } arguments]
            ? (module, function, arguments)
            : throw Invalid("invalid_mfa", start);

    private static RestartKind ReadRestart(ErlTerm term)
        => term == Atoms.Permanent ? RestartKind.Permanent
            : term == Atoms.Transient ? RestartKind.Transient
            : term == Atoms.Temporary ? RestartKind.Temporary
            : throw Invalid("invalid_restart_type", term);

    private static bool ReadSignificant(ErlTerm term)
        => term == Atoms.True || (term == Atoms.False ? false : throw Invalid("invalid_significant", term));

    private static ChildType ReadType(ErlTerm term)
        => term == Atoms.Worker ? ChildType.Worker : term == Atoms.Supervisor ? ChildType.Supervisor : throw Invalid("invalid_child_type", term);

    private static ErlAtom[]? ReadModules(ErlTerm term)
    {
        if (term == Dynamic)
        {
            return null;
        }

        return term is ErlList { IsProper: true, Count: <= MaxModules } list
            ? [.. list.Select(each => each as ErlAtom ?? throw Invalid("invalid_module", each))]
            : throw Invalid("invalid_modules", term);
    }

    private static TermException BadCombination(ErlTerm with)
        => TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("bad_combination"), ErlTerm.List(with, ErlTerm.Tuple(Significant, Atoms.True))));

    private static TermException Invalid(string what, ErlTerm term) => TermException.Error(ErlTerm.Tuple(ErlTerm.Atom(what), term));
}
