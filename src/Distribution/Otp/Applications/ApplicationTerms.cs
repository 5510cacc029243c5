using Chan.Distribution.Otp.Supervision;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The answers about applications as OTP gives them.</summary>
internal static class ApplicationTerms
{
    /// <summary><c>{Kind, Name}</c>.</summary>
    public static ErlTerm Reason(string kind, ErlTerm name) => ErlTerm.Tuple(ErlTerm.Atom(kind), name);

    /// <summary><c>{error, {Kind, Name}}</c>.</summary>
    public static ErlTerm Failed(string kind, ErlTerm name) => Failed(Reason(kind, name));

    /// <summary><c>{error, Reason}</c>.</summary>
    public static ErlTerm Failed(ErlTerm reason) => ErlTerm.Tuple(Atoms.Error, reason);

    /// <summary>What OTP says when it finds no such application.</summary>
    public static ErlTerm NoFile(ErlAtom name) => ErlTerm.Tuple(ErlTerm.CharList("no such file or directory"), ErlTerm.CharList(name.Name + ".app"));

    /// <summary><c>{Kind, Name, Reason}</c>.</summary>
    public static ErlTerm Failure(string kind, ErlAtom name, ErlTerm reason) => ErlTerm.Tuple(ErlTerm.Atom(kind), name, reason);

    public static ErlTerm ListOf(IEnumerable<ApplicationInformation> applications) => ErlTerm.List([.. applications.Select(each => each.ToTerm())]);

    /// <summary><c>[{Key, Value}]</c>.</summary>
    public static ErlList Pairs(IEnumerable<KeyValuePair<ErlAtom, ErlTerm>> pairs)
        => ErlTerm.List([.. pairs.Select(pair => ErlTerm.Tuple(pair.Key, pair.Value))]);

    public static RestartKind? KindOf(ErlTerm kind)
        => kind == Atoms.Permanent ? RestartKind.Permanent
            : kind == Atoms.Transient ? RestartKind.Transient
            : kind == Atoms.Temporary ? RestartKind.Temporary
            : null;

    public static ErlAtom OfKind(RestartKind kind) => kind switch
    {
        RestartKind.Permanent => Atoms.Permanent,
        RestartKind.Transient => Atoms.Transient,
        _ => Atoms.Temporary,
    };
}
