namespace Chan.Distribution.Net.Nodes;

/// <summary>What a signal needs of the connection.</summary>
internal enum SignalKind
{
    /// <summary>A message or an exit: connects, waits for room when there is much, and is lost with the connection.</summary>
    Message,

    /// <summary>A link, a monitor or a spawn: connects, and is answered when there is no connection.</summary>
    Tie,

    /// <summary>Takes back or ends a tie: follows that one, and means nothing without it.</summary>
    Untie,

    /// <summary>Answers something that came over the connection: means nothing without it.</summary>
    Reply,
}
