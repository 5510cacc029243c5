namespace Chan.Server.Listening.Admission;

/// <summary>A source that authenticated, and when it did so last.</summary>
internal readonly record struct KnownSource(SourceKey Source, DateTimeOffset LastSuccess);
