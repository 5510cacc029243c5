using Chan.Distribution.Otp.Starting;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>The answers of a supervisor as OTP gives them.</summary>
internal static class SupervisorTerms
{
    public static readonly ErlAtom WhichChildren = ErlTerm.Atom("which_children");
    public static readonly ErlAtom CountChildren = ErlTerm.Atom("count_children");
    public static readonly ErlAtom StartChild = ErlTerm.Atom("start_child");
    public static readonly ErlAtom RestartChild = ErlTerm.Atom("restart_child");
    public static readonly ErlAtom TerminateChild = ErlTerm.Atom("terminate_child");
    public static readonly ErlAtom DeleteChild = ErlTerm.Atom("delete_child");
    public static readonly ErlAtom GetChildSpec = ErlTerm.Atom("get_childspec");

    private static readonly ErlAtom SimpleOneForOneAtom = ErlTerm.Atom("simple_one_for_one");
    private static readonly ErlAtom Specs = ErlTerm.Atom("specs");
    private static readonly ErlAtom Active = ErlTerm.Atom("active");
    private static readonly ErlAtom Supervisors = ErlTerm.Atom("supervisors");
    private static readonly ErlAtom Workers = ErlTerm.Atom("workers");

    /// <summary><c>{error, not_found}</c>.</summary>
    public static ErlTerm NotFound { get; } = Failed(Atoms.NotFound);

    /// <summary><c>{error, simple_one_for_one}</c>.</summary>
    public static ErlTerm SimpleOneForOne { get; } = Failed(SimpleOneForOneAtom);

    /// <summary><c>{error, Reason}</c>.</summary>
    public static ErlTerm Failed(ErlTerm reason) => ErlTerm.Tuple(Atoms.Error, reason);

    /// <summary><c>{ok, Pid}</c>, <c>{ok, Pid, Info}</c>, <c>{ok, undefined}</c> for <c>ignore</c>, <c>{error, Reason}</c>.</summary>
    public static ErlTerm Started(StartResult result)
        => result.IsStarted || result.Error is not null ? result.ToTerm() : ErlTerm.Tuple(Atoms.Ok, Atoms.Undefined);

    public static ErlTerm Counts(int specs, int active, int supervisors, int workers) => ErlTerm.List(
        ErlTerm.Tuple(Specs, specs), ErlTerm.Tuple(Active, active), ErlTerm.Tuple(Supervisors, supervisors), ErlTerm.Tuple(Workers, workers));

    public static bool TryReadCounts(ErlTerm term, out ChildCounts counts)
    {
        counts = default;
        if (term is not ErlList { IsProper: true } list)
        {
            return false;
        }

        foreach (ErlTerm each in list)
        {
            if (each is not (ErlTuple and [ErlAtom key, ErlInteger(long number)]))
            {
                return false;
            }

            int value = (int)Math.Clamp(number, 0, int.MaxValue);
            counts = key == Specs ? counts with { Specs = value }
                : key == Active ? counts with { Active = value }
                : key == Supervisors ? counts with { Supervisors = value }
                : key == Workers ? counts with { Workers = value }
                : counts;
        }

        return true;
    }

    public static ErlAtom StrategyOf(RestartStrategy strategy) => strategy switch
    {
        RestartStrategy.OneForOne => ErlTerm.Atom("one_for_one"),
        RestartStrategy.OneForAll => ErlTerm.Atom("one_for_all"),
        RestartStrategy.RestForOne => ErlTerm.Atom("rest_for_one"),
        _ => SimpleOneForOneAtom,
    };

    public static ErlAtom AutoShutdownOf(AutoShutdown autoShutdown) => ErlTerm.Atom(autoShutdown switch
    {
        AutoShutdown.AnySignificant => "any_significant",
        AutoShutdown.AllSignificant => "all_significant",
        _ => "never",
    });
}
