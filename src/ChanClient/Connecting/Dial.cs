namespace Chan.Client.Connecting;

/// <summary>Opens the byte stream of an attempt; in tests, one in memory.</summary>
internal delegate Task<Transport> Dial(Attempt attempt, CancellationToken cancellationToken);
