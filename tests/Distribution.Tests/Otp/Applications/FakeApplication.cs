using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Applications;

/// <summary>An application that is what the test says. Its top process has its name, and ends with the reason that it is sent.</summary>
internal sealed class FakeApplication(string name) : Application
{
    public override ErlAtom Name { get; } = ErlTerm.Atom(name);

    public override string Version => "1.2.3";

    public IReadOnlyList<ErlAtom> Needs { get; init; } = [];

    public IReadOnlyList<ErlAtom> Wishes { get; init; } = [];

    public IReadOnlyList<ErlAtom> Includes { get; init; } = [];

    public IReadOnlyList<(ErlAtom Phase, ErlTerm Arguments)> Phases { get; init; } = [];

    public Dictionary<ErlAtom, ErlTerm> Settings { get; init; } = [];

    /// <summary>Completes when the start has begun.</summary>
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs in the application's process before the top process starts.</summary>
    public Func<ProcessContext, Task> Starting { get; init; } = _ => Task.CompletedTask;

    public Func<ErlAtom, ErlTerm, Task> InPhase { get; init; } = (_, _) => Task.CompletedTask;

    public Func<ConfigurationChange, Task> Changing { get; init; } = _ => Task.CompletedTask;

    public Func<ProcessContext, Task> PreparingStop { get; init; } = _ => Task.CompletedTask;

    public override IReadOnlyList<ErlAtom> Dependencies => Needs;

    public override IReadOnlyList<ErlAtom> OptionalDependencies => Wishes;

    public override IReadOnlyList<ErlAtom> IncludedApplications => Includes;

    public override IReadOnlyDictionary<ErlAtom, ErlTerm> Environment => Settings;

    public override IReadOnlyList<(ErlAtom Phase, ErlTerm Arguments)> StartPhases => Phases;

    /// <summary>The top process of an application that runs.</summary>
    public ErlPid Top(Node node) => node.WhereIs(Name) ?? throw new InvalidOperationException($"{Name} does not run.");

    /// <summary>Ends the top process and waits until the controller knows.</summary>
    public async Task EndAsync(Node node, TestLog log, string reason)
    {
        node.Send(Top(node), ErlTerm.Parse(reason));
        await log.WaitForAsync(entry => entry.EventId.Id is 2641 or 2642 or 2643 && entry.Message.Contains($" {Name} ended", StringComparison.Ordinal));
    }

    protected internal override async Task<StartResult> StartAsync(ProcessContext self)
    {
        Entered.TrySetResult();
        await Starting(self);
        return await self.StartProcessLinkAsync(ErlTerm.Parse("{fake, init, 1}"), async (top, ack) =>
        {
            top.Node.Register(Name, top.Self);
            ack.Ok();
            top.Exit(await top.ReceiveAsync());
        });
    }

    protected internal override Task StartPhaseAsync(ProcessContext self, ErlAtom phase, ErlTerm arguments) => InPhase(phase, arguments);

    protected internal override Task ChangeConfigurationAsync(ProcessContext self, ConfigurationChange change) => Changing(change);

    protected internal override Task PrepareStopAsync(ProcessContext self) => PreparingStop(self);
}
