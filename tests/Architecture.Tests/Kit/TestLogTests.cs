using Chan.TestKit;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;

namespace Chan.Architecture.Tests.Kit;

public sealed class TestLogTests
{
    [Fact]
    public void An_unannounced_warning_fails_the_test()
    {
        var log = new TestLog();
        Warn(log, "the disk is full");

        FailException failure = Assert.Throws<FailException>(log.Dispose);

        Assert.Contains("the disk is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_announced_warning_does_not()
    {
        using var log = new TestLog();
        log.Expect(LogLevel.Warning, "disk");
        Warn(log, "the disk is full");
    }

    [Fact]
    public void An_announced_warning_that_never_comes_fails_the_test()
    {
        var log = new TestLog();
        log.Expect(LogLevel.Warning, "disk");

        Assert.Throws<FailException>(log.Dispose);
    }

    [Fact]
    public void Information_never_fails_and_keeps_its_named_values()
    {
        using var log = new TestLog();
        log.CreateLogger("gateway").Log(LogLevel.Information, new EventId(1001, "Listening"), "Listening on {Port}", 12340);

        TestLogEntry entry = Assert.Single(log.Entries);
        Assert.Equal(("gateway", 1001, "Listening on 12340"), (entry.Category, entry.EventId.Id, entry.Message));
        Assert.Equal(12340, entry.Values["Port"]);
    }

    [Fact]
    public async Task An_entry_that_comes_later_is_awaited()
    {
        using var log = new TestLog();
        Task<TestLogEntry> waiting = log.WaitForAsync(7);
        Assert.False(waiting.IsCompleted);

        log.CreateLogger("x").Log(LogLevel.Information, new EventId(7), "done");

        Assert.Equal("done", (await waiting).Message);
    }

    [Fact]
    public void A_failed_task_that_nobody_looked_at_fails_the_test()
    {
        var log = new TestLog();
        LoseTask();

        TrueException failure = Assert.Throws<TrueException>(log.AssertNoUnobservedTaskExceptions);

        Assert.Contains("lost on purpose", failure.Message, StringComparison.Ordinal);
        Assert.Throws<FailException>(log.Dispose);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void LoseTask() => _ = Task.FromException(new InvalidOperationException("lost on purpose"));

    private static void Warn(TestLog log, string message) => log.CreateLogger("x").Log(LogLevel.Warning, new EventId(1), "{Message}", message);
}
