using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>Hands specifications that hold code of this program to supervisors of the same node: code cannot travel in a message.</summary>
internal static class LocalStarts
{
    private static readonly ErlAtom Tag = ErlTerm.Atom("$local_start");
    private static readonly ConditionalWeakTable<Node, ConcurrentDictionary<ErlReference, ChildSpec>> Offered = [];

    /// <summary>Puts a specification where the supervisor finds it, and gives the term that names it.</summary>
    public static ErlTerm Offer(Node node, ChildSpec spec)
    {
        ErlReference reference = node.MakeReference();
        Offered.GetValue(node, static _ => new())[reference] = spec;
        return ErlTerm.Tuple(Tag, reference);
    }

    /// <summary>Takes an offer, or takes it back.</summary>
    /// <returns><see langword="null"/> when the term names none.</returns>
    public static ChildSpec? Take(Node node, ErlTerm term)
        => term is ErlTuple and [ErlAtom tag, ErlReference reference] && tag == Tag
            && Offered.TryGetValue(node, out ConcurrentDictionary<ErlReference, ChildSpec>? offers) && offers.TryRemove(reference, out ChildSpec? spec)
            ? spec
            : null;
}
