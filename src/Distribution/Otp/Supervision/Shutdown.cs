using System.Diagnostics.CodeAnalysis;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>How a supervisor ends a child: asks it with <c>shutdown</c> and waits, or kills it at once.</summary>
public readonly record struct Shutdown
{
    private readonly TimeSpan _wait;

    private Shutdown(TimeSpan wait) => _wait = wait;

    /// <summary>The child is killed at once: <c>brutal_kill</c>.</summary>
    public static Shutdown BrutalKill => default;

    /// <summary>The child gets all the time it wants: <c>infinity</c>. Right for supervisors, whose children want time too.</summary>
    public static Shutdown Infinity => new(Timeout.InfiniteTimeSpan);

    /// <summary>Whether the child is killed without being asked.</summary>
    public bool IsBrutalKill => _wait == default;

    /// <summary>How long it may take; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    internal TimeSpan Wait => _wait == TimeSpan.FromTicks(1) ? TimeSpan.Zero : _wait;

    /// <summary>The child gets this time to end, and is killed then.</summary>
    /// <param name="time">Zero to 49 days.</param>
    public static Shutdown After(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromMilliseconds(uint.MaxValue - 1));

        // One tick stands for no time at all, which is still not the same as a kill: the child is asked first.
        return new Shutdown(time == TimeSpan.Zero ? TimeSpan.FromTicks(1) : time);
    }

    /// <summary>The term of Erlang: milliseconds, <c>infinity</c> or <c>brutal_kill</c>.</summary>
    public override string ToString() => ToTerm().ToString();

    internal static bool TryRead(ErlTerm term, [NotNullWhen(true)] out Shutdown? shutdown)
    {
        shutdown = term switch
        {
            ErlAtom atom when atom == Atoms.BrutalKill => BrutalKill,
            ErlAtom atom when atom == Atoms.Infinity => Infinity,
            ErlInteger(long time) when time is >= 0 and < uint.MaxValue => After(TimeSpan.FromMilliseconds(time)),
            _ => null,
        };
        return shutdown is not null;
    }

    internal ErlTerm ToTerm()
        => IsBrutalKill ? Atoms.BrutalKill : Wait == Timeout.InfiniteTimeSpan ? Atoms.Infinity : (long)Wait.TotalMilliseconds;
}
