namespace Chan.Distribution.Otp.Supervision;

/// <summary>What a supervisor begins with.</summary>
/// <param name="Flags">How it deals with ends.</param>
/// <param name="Children">Started in this order and ended in the reverse one. One alone with <see cref="RestartStrategy.SimpleOneForOne"/>, and that is not started.</param>
public sealed record SupervisorSpec(SupervisorFlags Flags, IReadOnlyList<ChildSpec> Children)
{
    /// <summary>With default flags: one for one, at most one restart in five seconds.</summary>
    /// <param name="children">As in <see cref="Children"/>.</param>
    public SupervisorSpec(params IReadOnlyList<ChildSpec> children)
        : this(new SupervisorFlags(), children)
    {
    }
}
