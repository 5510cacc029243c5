using System.Diagnostics.CodeAnalysis;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Protocol.Sessions;

/// <summary>An error term, <c>{error, Class, Detail}</c>: what ERROR carries, and CLOSE where the end is not <c>normal</c>.</summary>
/// <param name="Class">One of the atoms of native protocol, section 6.</param>
/// <param name="Detail">An atom, or a binary in plain English; never a secret or a stack trace.</param>
public sealed record ChanError(ErlAtom Class, ErlTerm Detail)
{
    private static readonly ErlAtom ExitClass = ErlTerm.Atom("exit");
    private static readonly ErlAtom AtomsRule = ErlTerm.Atom("atoms");
    private static readonly ErlAtom[] TermRules = [.. Enum.GetNames<TermRule>().Select(name => ErlTerm.Atom(ToSnakeCase(name)))];

    /// <summary>The message is not one of those the service accepts.</summary>
    public static ChanError RefusedByPattern { get; } = new(Atoms.Refused, Atoms.Pattern);

    /// <summary>The frame is over the limit.</summary>
    public static ChanError RefusedBySize { get; } = new(Atoms.Refused, Atoms.Size);

    /// <summary>Too many messages in too little time.</summary>
    public static ChanError RefusedByRate { get; } = new(Atoms.Refused, Atoms.Rate);

    /// <summary>Too many new atoms.</summary>
    public static ChanError RefusedByAtoms { get; } = new(Atoms.Refused, AtomsRule);

    /// <summary>The service ended, and does not say why.</summary>
    public static ChanError HiddenExit { get; } = new(ExitClass, Atoms.Hidden);

    /// <summary>The rpc was cancelled before it was answered.</summary>
    public static ChanError Cancelled { get; } = new(Atoms.Timeout, Atoms.Cancelled);

    /// <summary>Nothing was heard for too long.</summary>
    public static ChanError Silence { get; } = new(Atoms.Timeout, Atoms.Silence);

    /// <summary>START did not come in time.</summary>
    public static ChanError StartTimeout { get; } = new(Atoms.Timeout, Atoms.Start);

    /// <summary>The service ended with a reason that it is marked to reveal.</summary>
    public static ChanError Exit(ErlTerm reason) => new(ExitClass, reason);

    /// <summary>The peer broke the protocol.</summary>
    /// <param name="text">The offence, in plain English.</param>
    public static ChanError Protocol(string text) => new(Atoms.Protocol, ErlTerm.Utf8(text));

    /// <summary>A term could not be decoded under the limits.</summary>
    /// <param name="rule">Told as an atom: <c>trailing_bytes</c>, <c>depth</c>.</param>
    public static ChanError BadTerm(TermRule rule) => new(Atoms.Badterm, TermRules[(int)rule]);

    /// <summary>The term as it is sent.</summary>
    public ErlTuple ToTerm() => ErlTerm.Tuple(Atoms.Error, Class, Detail);

    /// <summary>Reads an error term.</summary>
    /// <param name="term">As received.</param>
    /// <param name="error">The error, if the term has the form of one; its class may be one that is not known here.</param>
    public static bool TryParse(ErlTerm? term, [NotNullWhen(true)] out ChanError? error)
    {
        error = term is ErlTuple and [ErlAtom tag, ErlAtom @class, var detail] && tag == Atoms.Error ? new ChanError(@class, detail) : null;
        return error is not null;
    }

    /// <summary>As a log line shows it.</summary>
    public override string ToString() => ToTerm().ToString();

    private static string ToSnakeCase(string name)
        => string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
