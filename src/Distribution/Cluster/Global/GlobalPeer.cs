using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>One attempt of two name servers to make one world of theirs.</summary>
internal sealed class GlobalPeer
{
    /// <summary>Our number of the attempt; <see langword="null"/> while the node is not up for us.</summary>
    public ErlTerm? MyTag { get; set; }

    /// <summary>The other side's number.</summary>
    public ErlTerm? HisTag { get; set; }

    /// <summary>The first message of the other side, when it came before the node was up for us.</summary>
    public (ErlTerm Tag, ErlPid Locker)? Early { get; set; }

    /// <summary>Whether both sides hold the lock, as far as we know.</summary>
    public bool IsLockSet { get; set; }

    /// <summary>The lock, once it is set.</summary>
    public ErlTerm? LockId { get; set; }

    /// <summary>The other side's names, when they came before we knew of the lock.</summary>
    public ErlList? EarlyNames { get; set; }

    /// <summary>The process that compares the names.</summary>
    public ErlPid? Resolver { get; set; }

    /// <summary>What we found to be done here.</summary>
    public ErlList? Operations { get; set; }

    /// <summary>What the other side found, when it came before our own.</summary>
    public (ErlList Operations, ErlList Known, ErlList External)? EarlyResolved { get; set; }
}
