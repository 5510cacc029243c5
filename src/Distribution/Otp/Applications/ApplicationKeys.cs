using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The keys of an application's specification, as <c>application:get_key/2</c> gives them.</summary>
internal static class ApplicationKeys
{
    private static readonly (ErlAtom Key, Func<Application, ApplicationTable, ErlTerm> Value)[] All =
    [
        (ErlTerm.Atom("description"), static (of, _) => ErlTerm.CharList(of.Description)),
        (ErlTerm.Atom("id"), static (_, _) => ErlList.Empty),
        (ErlTerm.Atom("vsn"), static (of, _) => ErlTerm.CharList(of.Version)),
        (ErlTerm.Atom("modules"), static (of, _) => ErlTerm.List([.. of.Modules])),
        (ErlTerm.Atom("maxP"), static (_, _) => Atoms.Infinity),
        (ErlTerm.Atom("maxT"), static (_, _) => Atoms.Infinity),
        (ErlTerm.Atom("registered"), static (_, _) => ErlList.Empty),
        (ErlTerm.Atom("included_applications"), static (of, _) => ErlTerm.List([.. of.IncludedApplications])),
        (ErlTerm.Atom("optional_applications"), static (of, _) => ErlTerm.List([.. of.OptionalDependencies])),
        (ErlTerm.Atom("applications"), static (of, _) => ErlTerm.List([.. of.Dependencies])),
        (ErlTerm.Atom("env"), static (of, table) => ApplicationTerms.Pairs(table.Environment.Of(of.Name))),
        (ErlTerm.Atom("mod"), static (of, _) => ErlTerm.Tuple(ErlTerm.Atom(of.GetType().Name), ErlList.Empty)),
        (ErlTerm.Atom("start_phases"), static (of, _) => of.StartPhases.Count == 0
            ? Atoms.Undefined
            : ErlTerm.List([.. of.StartPhases.Select(each => ErlTerm.Tuple(each.Phase, each.Arguments))])),
    ];

    /// <summary><c>{ok, Value}</c>, or <c>undefined</c> for what is not loaded or no key.</summary>
    public static ErlTerm Get(ApplicationTable table, ErlAtom name, ErlTerm key)
        => table.Find(name) is { } application && Array.Find(All, each => each.Key == key) is { Value: { } value }
            ? ErlTerm.Tuple(Atoms.Ok, value(application, table))
            : Atoms.Undefined;

    /// <summary><c>{ok, [{Key, Value}]}</c>, or <c>undefined</c> for what is not loaded.</summary>
    public static ErlTerm GetAll(ApplicationTable table, ErlAtom name) => table.Find(name) is { } application
        ? ErlTerm.Tuple(Atoms.Ok, ErlTerm.List([.. All.Select(each => ErlTerm.Tuple(each.Key, each.Value(application, table)))]))
        : Atoms.Undefined;
}
