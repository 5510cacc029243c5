namespace Chan.Distribution.Net.Nodes;

/// <summary>What became of a signal.</summary>
internal enum PostOutcome
{
    /// <summary>Queued, or rightly dropped.</summary>
    Done,

    /// <summary>The connection is up: the signal goes to its channel.</summary>
    Up,

    /// <summary>There is no connection and there will be none: to be answered.</summary>
    Refused,

    /// <summary>Too many wait already.</summary>
    Overflow,

    /// <summary>The peer's entry has been removed from the table: look it up again.</summary>
    Retired,
}
