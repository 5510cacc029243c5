namespace Chan.Distribution.Otp.Supervision;

/// <summary>Whether a child that ends is started again.</summary>
public enum RestartKind
{
    /// <summary>Always.</summary>
    Permanent,

    /// <summary>When it ends with something else than <c>normal</c>, <c>shutdown</c> or <c>{shutdown, _}</c>.</summary>
    Transient,

    /// <summary>Never; its specification goes with it.</summary>
    Temporary,
}
