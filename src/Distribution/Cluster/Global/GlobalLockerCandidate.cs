using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>A node that waits to be joined with this one's world.</summary>
internal sealed record GlobalLockerCandidate(ErlAtom Node, ErlPid Locker, ErlTerm MyTag, ErlTerm HisTag);
