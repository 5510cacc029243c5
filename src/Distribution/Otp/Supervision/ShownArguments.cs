namespace Chan.Distribution.Otp.Supervision;

/// <summary>Whether the state of a supervisor shows what its children are started with.</summary>
internal enum ShownArguments
{
    /// <summary>It does: for who asks for the state.</summary>
    All,

    /// <summary>It does not: for the log.</summary>
    None,
}
