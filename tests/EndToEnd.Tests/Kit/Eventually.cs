using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>Waits for what has no event of its own: the operating system's view of another process.</summary>
internal static class Eventually
{
    /// <summary>Asks again and again until the answer is yes, and fails when <see cref="TestTimeouts.Long"/> is over.</summary>
    /// <param name="condition">The question.</param>
    /// <param name="describe">What there is instead, for the failing test's message.</param>
    public static async Task TrueAsync(Func<bool> condition, Func<string> describe)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var limit = new CancellationTokenSource(TestTimeouts.Long);
        try
        {
            while (!condition())
            {
                await pause.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(describe());
        }
    }
}
