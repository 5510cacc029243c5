using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>A spawn request without an answer yet.</summary>
/// <param name="Node">Where the process shall be.</param>
/// <param name="Options">What the asking process wants.</param>
internal sealed record PendingSpawn(ErlAtom Node, RemoteSpawnOptions Options)
{
    public bool WantsReply(bool success) => Options.Replies switch
    {
        SpawnReplies.All => true,
        SpawnReplies.None => false,
        SpawnReplies.SuccessOnly => success,
        _ => !success,
    };
}
