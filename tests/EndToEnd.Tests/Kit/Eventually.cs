using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>Waits for what has no event of its own, such as the operating system's count of open files.</summary>
internal static class Eventually
{
    /// <summary>Asks again and again until the answer is yes, and fails when <see cref="TestTimeouts.Long"/> is over.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var limit = new CancellationTokenSource(TestTimeouts.Long);
        while (!condition())
        {
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }
}
