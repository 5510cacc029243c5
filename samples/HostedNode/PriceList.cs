using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace HostedNode;

/// <summary>Knows what things cost, and tells the journal when that changes. A crash brings the first prices back.</summary>
public sealed partial class PriceList(FirstPrices first, ILogger<PriceList> logger) : GenServer
{
    private readonly Dictionary<ErlAtom, long> _prices = new(first.All);

    protected override ValueTask<InitResult> InitAsync()
    {
        // Ends after TerminateAsync, and not in the middle of something.
        Process.TrapExit = true;
        return InitResult.Ok;
    }

    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom("price"), ErlAtom article]:
                return CallResult.Reply(_prices.TryGetValue(article, out long known) ? ErlTerm.Tuple(Atoms.Ok, known) : Atoms.Error);
            case ErlTuple and [ErlAtom("set"), ErlAtom article, ErlInteger(long price)]:
                Process.Cast(ErlTerm.Atom("journal"), ErlTerm.Tuple(article, _prices.GetValueOrDefault(article), price));
                _prices[article] = price;
                Changed(logger, article, price);
                return CallResult.Reply(Atoms.Ok);
            default:
                return base.HandleCallAsync(request, from);
        }
    }

    protected override ValueTask TerminateAsync(ErlTerm reason)
    {
        Closed(logger, _prices.Count);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "{Article} costs {Price} now")]
    private static partial void Changed(ILogger logger, ErlAtom article, long price);

    [LoggerMessage(2, LogLevel.Information, "The price list is closed, with {Count} prices")]
    private static partial void Closed(ILogger logger, int count);
}
