using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>What is other in the settings of an application than before: the arguments of <c>config_change/3</c>.</summary>
/// <param name="Changed">Settings with another value, and that value.</param>
/// <param name="Added">Settings that were not there.</param>
/// <param name="Removed">Settings that are not there any more.</param>
public sealed record ConfigurationChange(
    IReadOnlyDictionary<ErlAtom, ErlTerm> Changed, IReadOnlyDictionary<ErlAtom, ErlTerm> Added, IReadOnlyList<ErlAtom> Removed)
{
    internal bool IsEmpty => Changed.Count == 0 && Added.Count == 0 && Removed.Count == 0;

    internal static ConfigurationChange Between(IReadOnlyDictionary<ErlAtom, ErlTerm> before, IReadOnlyDictionary<ErlAtom, ErlTerm> now) => new(
        now.Where(pair => before.TryGetValue(pair.Key, out ErlTerm? old) && !old.Equals(pair.Value)).ToDictionary(),
        now.Where(pair => !before.ContainsKey(pair.Key)).ToDictionary(),
        [.. before.Keys.Where(key => !now.ContainsKey(key))]);

    /// <summary><c>{Changed, New, Removed}</c>.</summary>
    internal ErlTuple ToTerm() => ErlTerm.Tuple(ApplicationTerms.Pairs(Changed), ApplicationTerms.Pairs(Added), ErlTerm.List([.. Removed]));

    internal static ConfigurationChange FromTerm(ErlTerm term) => term is ErlTuple and [ErlList changed, ErlList added, ErlList removed]
        ? new ConfigurationChange(Read(changed), Read(added), [.. removed.Cast<ErlAtom>()])
        : throw new ArgumentException("A change is {Changed, New, Removed}.", nameof(term));

    private static Dictionary<ErlAtom, ErlTerm> Read(ErlList pairs) => pairs.Cast<ErlTuple>().ToDictionary(pair => (ErlAtom)pair[0], pair => pair[1]);
}
