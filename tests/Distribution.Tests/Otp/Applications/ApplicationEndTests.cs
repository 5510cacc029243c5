using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Otp.Applications;

[Trait("Scenario", "O5")]
public sealed class ApplicationEndTests : ProcessTest
{
    private readonly List<string> _events = [];

    [Fact]
    public async Task A_start_that_runs_when_all_ends_is_let_finish_and_stopped_first()
    {
        ApplicationController controller = await ApplicationController.StartAsync(Node);
        var quick = new Part("quick", _events);
        var slow = new Part("slow", _events) { Starting = AskUntilRefusedAsync };
        controller.Load(quick);
        controller.Load(slow);
        await controller.StartAsync(quick.Name);
        Task start = controller.StartAsync(slow.Name);
        await slow.Entered.Task.WaitAsync(TestTimeouts.Long);

        await controller.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);

        Assert.Equal(
            ["enter quick", "start quick", "enter slow", "start slow", "prepare slow", "stop slow", "prepare quick", "stop quick"], _events);
        Assert.Equal(Term("terminating"), (await Assert.ThrowsAsync<TermException>(() => start.WaitAsync(TestTimeouts.Long))).Reason);
        Assert.Empty(controller.Running);
        Assert.Null(Node.WhereIs(slow.Name));
        Assert.Equal(Atoms.Shutdown, await controller.Ended.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_start_that_fails_when_all_ends_keeps_nobody_waiting()
    {
        ApplicationController controller = await ApplicationController.StartAsync(Node);
        var slow = new Part("slow", _events)
        {
            Starting = async self =>
            {
                await AskUntilRefusedAsync(self);
                throw TermException.Exit(Term("closed"));
            },
        };
        controller.Load(slow);
        Task start = controller.StartAsync(slow.Name);
        await slow.Entered.Task.WaitAsync(TestTimeouts.Long);

        await controller.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);

        Assert.Equal(["enter slow"], _events);
        Assert.Equal(Term("terminating"), (await Assert.ThrowsAsync<TermException>(() => start.WaitAsync(TestTimeouts.Long))).Reason);
    }

    [Theory]
    [InlineData("PrepareStopAsync")]
    [InlineData("StopAsync")]
    public async Task A_clean_up_that_fails_is_told_and_the_application_stops_nevertheless(string step)
    {
        Log.Expect(2644);
        await using ApplicationController controller = await ApplicationController.StartAsync(Node);
        var part = new Part("part", _events) { Failing = step };
        controller.Load(part);
        await controller.StartAsync(part.Name);

        await controller.StopAsync(part.Name).WaitAsync(TestTimeouts.Long);

        Assert.Equal(["enter part", "start part", "prepare part", "stop part"], _events);
        Assert.Null(Node.WhereIs(part.Name));
        TestLogEntry told = Assert.Single(Log.Entries, entry => entry.Level == LogLevel.Error);
        Assert.StartsWith($"{step} of application part failed: ", told.Message, StringComparison.Ordinal);
        Assert.Contains("broken", told.Message, StringComparison.Ordinal);
    }

    /// <summary>Goes on when the controller ends; a controller that waited for the start without a word would never answer.</summary>
    private static async Task AskUntilRefusedAsync(ProcessContext self)
    {
        while ((await self.CallAsync(Term("application_controller"), Term("which_applications"))).ToString() != "{error,terminating}")
        {
            await Task.Yield();
        }
    }

    private sealed class Part(string name, List<string> events) : Application
    {
        public override ErlAtom Name { get; } = ErlTerm.Atom(name);

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<ProcessContext, Task> Starting { get; init; } = _ => Task.CompletedTask;

        public string? Failing { get; init; }

        protected internal override async Task<StartResult> StartAsync(ProcessContext self)
        {
            events.Add("enter " + name);
            Entered.TrySetResult();
            await Starting(self);
            StartResult top = await self.StartProcessLinkAsync(Term("{part, init, 1}"), async (process, ack) =>
            {
                process.Node.Register(Name, process.Self);
                ack.Ok();
                await WaitForStop(process);
            });
            events.Add("start " + name);
            return top;
        }

        protected internal override Task PrepareStopAsync(ProcessContext self) => End("prepare", nameof(PrepareStopAsync));

        protected internal override Task StopAsync(ProcessContext self) => End("stop", nameof(StopAsync));

        private Task End(string step, string method)
        {
            events.Add($"{step} {name}");
            return Failing == method ? throw TermException.Exit(ErlTerm.Atom("broken")) : Task.CompletedTask;
        }
    }
}
