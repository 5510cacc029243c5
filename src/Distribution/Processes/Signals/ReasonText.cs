using Chan.Terms;
using Chan.Terms.Syntax;

namespace Chan.Distribution.Processes.Signals;

/// <summary>Prints an exit reason for the log, bounded in size.</summary>
internal static class ReasonText
{
    private const int MaxLength = 2000;

    public static string Of(ErlTerm reason) => TermPrinter.Print(reason, MaxLength);
}
