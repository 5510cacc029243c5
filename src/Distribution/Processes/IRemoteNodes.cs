using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The one way from this node's processes to those of other nodes. Implemented by the layer that holds the connections.</summary>
/// <remarks>
/// Every call comes in the order of the signals of its first argument and must keep that order per pair of processes. Calls come
/// from any thread, must not block, and may be answered before they return. The other direction is the set of
/// <c>…FromRemote</c> methods of <see cref="Node"/>.
/// </remarks>
internal interface IRemoteNodes
{
    /// <summary>Sends a message.</summary>
    /// <param name="from">The sending process.</param>
    /// <param name="destination">A pid, an alias reference, or {Name, Node}, of another node.</param>
    /// <param name="message">The message.</param>
    /// <returns>
    /// Complete: taken. Not complete: taken too, but the connection is busy; completes when there is room again or the connection is gone.
    /// </returns>
    /// <exception cref="TermException">Error <c>system_limit</c>: more waits for the connection than may; the message is not taken.</exception>
    ValueTask Send(ErlPid from, ErlTerm destination, ErlTerm message);

    /// <summary>Asks for a link. The answer to a link that cannot be is <see cref="Node.ExitFromRemote"/> with <c>noproc</c> or <c>noconnection</c>.</summary>
    void Link(ErlPid from, ErlPid to);

    /// <summary>Takes a link back. Acknowledged by <see cref="Node.UnlinkAckFromRemote"/> with the same number.</summary>
    void Unlink(ErlPid from, ErlPid to, ulong id);

    /// <summary>Acknowledges an unlink of the other node. The process is locked meanwhile: this must not call the <see cref="Node"/>.</summary>
    void UnlinkAck(ErlPid from, ErlPid to, ulong id);

    /// <summary>Tells a linked process that <paramref name="from"/> ended.</summary>
    void LinkExit(ErlPid from, ErlPid to, ErlTerm reason);

    /// <summary>Sends an exit signal: <c>exit/2</c>.</summary>
    void Exit(ErlPid from, ErlPid to, ErlTerm reason);

    /// <summary>Asks for a monitor. Answered once by <see cref="Node.DownFromRemote"/>.</summary>
    /// <param name="watcher">The watching process.</param>
    /// <param name="target">A pid or {Name, Node}.</param>
    /// <param name="reference">Names the monitor.</param>
    void Monitor(ErlPid watcher, ErlTerm target, ErlReference reference);

    /// <summary>Takes a monitor back.</summary>
    void Demonitor(ErlPid watcher, ErlTerm target, ErlReference reference);

    /// <summary>Tells a watching process that what it watches ended.</summary>
    /// <param name="target">A pid or {Name, Node}: what was watched.</param>
    /// <param name="watcher">The watching process.</param>
    /// <param name="reference">Names the monitor.</param>
    /// <param name="reason">Why it ended.</param>
    void MonitorExit(ErlTerm target, ErlPid watcher, ErlReference reference, ErlTerm reason);

    /// <summary>Makes <paramref name="leader"/> the group leader of another node's process.</summary>
    void GroupLeader(ErlPid leader, ErlPid member);

    /// <summary>Asks for a new process. Answered once by <see cref="Node.SpawnReplyFromRemote"/>, or by <see cref="Node.ConnectionLost"/>.</summary>
    void Spawn(SpawnRequest request);

    /// <summary>Answers a request for a new process. That process is locked meanwhile: this must not call the <see cref="Node"/>.</summary>
    /// <param name="request">The reference of the request.</param>
    /// <param name="to">The process that asked.</param>
    /// <param name="set">What has been set up between the two.</param>
    /// <param name="result">The pid, or an atom that says why there is none.</param>
    void SpawnReply(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result);

    /// <summary>
    /// Counts one more or one less <c>{nodedown, Node}</c> that a process wants when the connection to a node ends. One more also
    /// connects; failing at that counts as the end. Forgotten when the process ends.
    /// </summary>
    void MonitorNode(ErlPid process, ErlAtom node, bool on);
}
