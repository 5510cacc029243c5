namespace Chan.Server.Listening.Admission;

/// <summary>Keeps the sources that had a success over restarts, so that a thousand clients that reconnect after one are not taken for guessers.</summary>
internal interface IKnownSourceStore
{
    /// <summary>What was saved last; empty when nothing was.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task<IReadOnlyList<KnownSource>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces what was saved.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task SaveAsync(IReadOnlyList<KnownSource> sources, CancellationToken cancellationToken);
}
