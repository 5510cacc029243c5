using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>Time-outs as Erlang writes them: milliseconds, or <c>infinity</c>.</summary>
internal static class TimeoutTerm
{
    public static ErlTerm Of(TimeSpan timeout) => timeout == Timeout.InfiniteTimeSpan ? Atoms.Infinity : (long)timeout.TotalMilliseconds;
}
