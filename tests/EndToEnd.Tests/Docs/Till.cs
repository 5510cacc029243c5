using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class Till(Prices prices, ILogger<Till> logger) : GenServer
{
    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        if (request is not ErlAtom article || !prices.TryGetValue(article.Name, out int price))
        {
            return base.HandleCallAsync(request, from);
        }

        logger.LogInformation("Sold {Article}", article);
        return CallResult.Reply(price);
    }
}
