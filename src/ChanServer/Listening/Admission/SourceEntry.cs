namespace Chan.Server.Listening.Admission;

/// <summary>What one source holds and owes right now. Not thread-safe; <see cref="AdmissionDesk"/> holds the lock.</summary>
internal sealed class SourceEntry
{
    /// <summary>Connections of this source that have not authenticated.</summary>
    public int Unauthenticated { get; set; }

    /// <summary>Attempts that got the server's share and have not ended.</summary>
    public int OpenAttempts { get; set; }

    /// <summary>Whether a refusal was announced whose end was not.</summary>
    public bool AnnouncedRefusal { get; set; }

    /// <summary>The charges.</summary>
    public Penalty Penalty { get; } = new();

    /// <summary>Connections that wait until open attempts have ended, well or badly.</summary>
    public List<TaskCompletionSource> Waiting { get; } = [];
}
