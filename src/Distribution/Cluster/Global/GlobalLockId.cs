using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>A lock that the nodes of a cluster share: what is locked, and for whom.</summary>
/// <param name="Resource">What is locked; any term.</param>
/// <param name="Requester">
/// For whom; any term, usually the pid of the caller. Requests for the same requester do not exclude each other: all their processes hold the lock.
/// </param>
public readonly record struct GlobalLockId(ErlTerm Resource, ErlTerm Requester)
{
    /// <summary>As Erlang writes it: <c>{Resource, Requester}</c>.</summary>
    internal ErlTuple ToTerm() => ErlTerm.Tuple(Resource, Requester);
}
