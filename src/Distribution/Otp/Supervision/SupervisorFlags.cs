namespace Chan.Distribution.Otp.Supervision;

/// <summary>How a supervisor deals with the ends of its children.</summary>
public sealed record SupervisorFlags
{
    /// <summary>Which children are started again. Default: the one that ended.</summary>
    public RestartStrategy Strategy { get; init; } = RestartStrategy.OneForOne;

    /// <summary>How many restarts there may be within <see cref="Period"/>; with one more the supervisor gives up and ends. 0 or more; default 1.</summary>
    public int Intensity
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 1;

    /// <summary>The time that <see cref="Intensity"/> is counted in. More than zero; default 5 seconds.</summary>
    public TimeSpan Period
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the supervisor ends when its significant children have. Default: it does not.</summary>
    public AutoShutdown AutoShutdown { get; init; } = AutoShutdown.Never;
}
