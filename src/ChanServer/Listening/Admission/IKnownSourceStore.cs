namespace Chan.Server.Listening.Admission;

/// <summary>Keeps the sources that had a success over restarts, so that a thousand clients that reconnect after one are not taken for guessers.</summary>
internal interface IKnownSourceStore
{
    /// <summary>What was saved last; empty when nothing was.</summary>
    IReadOnlyList<KnownSource> Load();

    /// <summary>Replaces what was saved.</summary>
    void Save(IReadOnlyList<KnownSource> sources);
}
