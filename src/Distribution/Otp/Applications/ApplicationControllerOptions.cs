using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>Settings of an <see cref="ApplicationController"/>.</summary>
public sealed record ApplicationControllerOptions
{
    /// <summary>Applications that can be loaded by their name, and are when one is first needed: the code path of this program. Default: none.</summary>
    public IReadOnlyList<Application> Available { get; init; } = [];

    /// <summary>Settings that go before those which applications come with, by application. Default: none.</summary>
    public IReadOnlyDictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>> Configuration { get; init; }
        = new Dictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>>();

    /// <summary>What other nodes may do. Default: <see cref="ApplicationExports.Reading"/>. Secrets among the settings ask for <see cref="ApplicationExports.None"/>.</summary>
    public ApplicationExports Exports { get; init; } = ApplicationExports.Reading;

    /// <summary>
    /// How long each application may take to stop when all do; then its processes are killed. Zero to 49 days. Default: for ever,
    /// <see cref="Timeout.InfiniteTimeSpan"/>, as OTP's <c>shutdown_timeout</c>: the specifications of the children say how long.
    /// </summary>
    public TimeSpan ShutdownTimeout
    {
        get;
        init => field = Checked(value);
    } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long a start that goes on when all applications stop may take to finish; then its processes are killed. Zero to 49 days. Default: 5 seconds.
    /// </summary>
    public TimeSpan UnfinishedStartTimeout
    {
        get;
        init => field = Checked(value);
    } = TimeSpan.FromSeconds(5);

    private static TimeSpan Checked(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(uint.MaxValue - 1));
        }

        return value;
    }
}
