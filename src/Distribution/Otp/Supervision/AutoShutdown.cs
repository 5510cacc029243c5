namespace Chan.Distribution.Otp.Supervision;

/// <summary>Whether a supervisor ends by itself, with <c>shutdown</c>, when children that are significant have ended and are not started again.</summary>
public enum AutoShutdown
{
    /// <summary>It does not; no child may be significant.</summary>
    Never,

    /// <summary>When one of them has.</summary>
    AnySignificant,

    /// <summary>When the last of them has.</summary>
    AllSignificant,
}
