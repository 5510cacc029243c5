namespace Chan.Distribution.Otp.Applications;

/// <summary>How long an application may take to stop.</summary>
internal enum StopLimit
{
    /// <summary>As long as it wants.</summary>
    None,

    /// <summary>What the options of the controller say: all applications stop.</summary>
    OfOptions,
}
