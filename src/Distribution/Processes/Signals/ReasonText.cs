using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>Prints an exit reason for the log, bounded in size.</summary>
internal static class ReasonText
{
    private const int MaxLength = 2000;

    public static string Of(ErlTerm reason)
    {
        string text = reason.ToString();
        return text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "...");
    }
}
