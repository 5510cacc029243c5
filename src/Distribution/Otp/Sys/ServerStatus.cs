using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>
/// What may be seen of a server or an event handler, in <c>sys:get_status</c> and in the log: what <c>format_status/1</c> gets and gives back. A part
/// that is <see langword="null"/> is not shown this time.
/// </summary>
public sealed record ServerStatus
{
    /// <summary>The state, as <c>GetState</c> gives it.</summary>
    public ErlTerm? State { get; init; }

    /// <summary>A message: the last one, one that was not read, or one that nobody handles. A call or cast is without what is round the request.</summary>
    public ErlTerm? Message { get; init; }

    /// <summary>Why it ends.</summary>
    public ErlTerm? Reason { get; init; }

    /// <summary>The logged system events, oldest first; they have messages and states in them.</summary>
    public ErlList Log { get; init; } = ErlList.Empty;

    /// <summary>What <paramref name="format"/> makes of it; when that fails, nothing is shown.</summary>
    internal ServerStatus FormatBy(ProcessContext self, Func<ServerStatus, ServerStatus> format, string name)
    {
        try
        {
            return format(this) ?? throw new InvalidOperationException("FormatStatus gave nothing.");
        }
        catch (Exception) when (!self.IsDead)
        {
            ErlTerm hidden = ErlTerm.CharList($"{name}:format_status/1 crashed");
            return new ServerStatus
            {
                State = State is null ? null : hidden,
                Message = Message is null ? null : hidden,
                Reason = Reason is null ? null : hidden,
            };
        }
    }
}
