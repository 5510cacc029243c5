namespace Chan.Server.Listening.Admission;

/// <summary>Told what admission decides, for the audit log. Called outside of the desk's lock, from any thread.</summary>
internal interface IAdmissionEvents
{
    /// <summary>A source is refused from now on, for that long.</summary>
    void PenaltyApplied(SourceKey source, TimeSpan score, TimeSpan duration);

    /// <summary>A source that was refused is heard again.</summary>
    void PenaltyLifted(SourceKey source);

    /// <summary>A connection or an attempt was turned away.</summary>
    void LimitHit(AdmissionLimit limit, SourceKey source);
}
