using Chan.Distribution.Otp.Supervision;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The answers about applications as OTP gives them.</summary>
internal static class ApplicationTerms
{
    /// <summary><c>{error, {Kind, Name}}</c>.</summary>
    public static ErlTerm Failed(string kind, ErlAtom name) => ErlTerm.Tuple(Atoms.Error, ErlTerm.Tuple(ErlTerm.Atom(kind), name));

    /// <summary>What OTP says when it finds no such application.</summary>
    public static ErlTerm NoSuch(ErlAtom name) => ErlTerm.Tuple(
        Atoms.Error, ErlTerm.Tuple(ErlTerm.CharList("no such file or directory"), ErlTerm.CharList(name.Name + ".app")));

    /// <summary><c>{Kind, Name, Reason}</c>.</summary>
    public static ErlTerm Failure(string kind, ErlAtom name, ErlTerm reason) => ErlTerm.Tuple(ErlTerm.Atom(kind), name, reason);

    public static ErlTerm ListOf(IEnumerable<ApplicationInformation> applications) => ErlTerm.List([.. applications.Select(each => each.ToTerm())]);

    public static RestartKind KindOf(ErlTerm kind)
        => kind == Atoms.Permanent ? RestartKind.Permanent : kind == Atoms.Transient ? RestartKind.Transient : RestartKind.Temporary;

    public static ErlAtom OfKind(RestartKind kind) => kind switch
    {
        RestartKind.Permanent => Atoms.Permanent,
        RestartKind.Transient => Atoms.Transient,
        _ => Atoms.Temporary,
    };
}
