using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>What calls to several nodes gave.</summary>
/// <param name="Replies">The answers, in the order of the nodes asked.</param>
/// <param name="BadNodes">The nodes that have no such server, cannot be reached, or did not answer in time; in the order asked.</param>
public sealed record MultiCallResult(IReadOnlyList<(ErlAtom Node, ErlTerm Reply)> Replies, IReadOnlyList<ErlAtom> BadNodes);
