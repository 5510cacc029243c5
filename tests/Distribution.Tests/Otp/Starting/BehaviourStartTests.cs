using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Starting;

/// <summary>What is the same for all behaviours when they start, and the two things that Erlang's gen_statem does otherwise than its gen_server.</summary>
[Trait("Scenario", "O1")]
[Trait("Scenario", "O2")]
public sealed class BehaviourStartTests : ProcessTest
{
    private const int CrashReport = 2601;
    private const int MachineNotInitialised = 2621;

    private static readonly ErlAtom Name = ErlTerm.Atom("named");
    private static readonly StartOptions Named = new() { Name = Name };

    [Theory]
    [InlineData("{error, boom}", "{error, {boom, []}}", "{error, boom}", "{boom, []}", true)]
    [InlineData("{exit, boom}", "{error, boom}", "{error, boom}", "boom", true)]
    [InlineData("{exit, {shutdown, x}}", "{error, {shutdown, x}}", "{error, {shutdown, x}}", "{shutdown, x}", false)]
    [InlineData("{exit, normal}", "{error, normal}", "{error, normal}", "normal", false)]
    [InlineData("{throw, ball}", "{error, {bad_return_value, ball}}", "{error, {bad_return_from_init, ball}}", null, true)]
    [InlineData("{stop, because}", "{error, because}", "{error, because}", "because", true, 0)]
    [InlineData("{stop, shutdown}", "{error, shutdown}", "{error, shutdown}", "shutdown", false, 0)]
    [InlineData("ignore", "ignore", "ignore", "normal", false, 0)]
    public async Task A_start_that_fails_is_told_ended_and_reported_as_in_Erlang(
        string how, string server, string machine, string? end, bool isCrash, int reportsOfMachine = 1)
    {
        Log.Allow(entry => entry.EventId.Id is CrashReport or MachineNotInitialised, "initialisations fail");
        await Run(async self =>
        {
            var ends = new List<Task<ErlTerm>>();
            StartResult ofServer = await GenServer.StartAsync(self, () => new Initialisation.Server(Term(how), pid => ends.Add(ExitOf(pid))), Named);
            Assert.Null(Node.WhereIs(Name));
            StartResult ofMachine = await GenStatem.StartAsync(self, () => new Initialisation.Machine(Term(how), pid => ends.Add(ExitOf(pid))), Named);
            Assert.Null(Node.WhereIs(Name));

            Assert.Equal((Term(server), Term(machine)), (ofServer.ToTerm(), ofMachine.ToTerm()));
            Assert.Equal(
                end is null ? [ofServer.Error!, ofMachine.Error!] : [Term(end), Term(end)], await Task.WhenAll(ends));
            int crashes = isCrash ? 1 : 0;
            Assert.Equal(
                [.. Enumerable.Repeat(CrashReport, crashes), .. Enumerable.Repeat(MachineNotInitialised, reportsOfMachine), .. Enumerable.Repeat(CrashReport, crashes)],
                Log.Entries.Select(entry => entry.EventId.Id));
        });
    }

    [Fact]
    public async Task An_object_that_cannot_be_made_is_an_initialisation_that_fails()
    {
        Log.Expect(CrashReport);
        Log.Expect(MachineNotInitialised);
        await Run(async self =>
        {
            ErlTerm fault = Term("{'System.NotSupportedException', <<\"no object\">>}");
            StartResult server = await GenServer.StartAsync(self, () => throw new NotSupportedException("no object"), Named);
            StartResult machine = await GenStatem.StartAsync(self, () => throw new NotSupportedException("no object"), Named);

            Assert.Equal(fault, ((ErlTuple)server.Error!)[0]);
            Assert.Equal(fault, machine.Error);
            Assert.Equal(2, Log.Entries.Count(entry => entry.EventId.Id == CrashReport && entry.Exception is NotSupportedException));
        });
    }

    [Fact]
    public Task While_the_name_is_taken_no_object_is_made() => Run(async self =>
    {
        self.TrapExit = true;
        ErlPid first = SpawnIdle(new SpawnOptions { Name = Name });
        StartResult[] results =
        [
            await GenServer.StartLinkAsync(self, () => throw Unwanted(), Named),
            (await GenServer.StartMonitorAsync(self, () => throw Unwanted(), Named)).Result,
            await GenStatem.StartLinkAsync(self, () => throw Unwanted(), Named),
            (await GenStatem.StartMonitorAsync(self, () => throw Unwanted(), Named)).Result,
            await Supervisor.StartLinkAsync(self, () => throw Unwanted(), Named),
            await GenEvent.StartLinkAsync(self, NoHandlers, Named),
        ];

        Assert.All(results, result => Assert.Equal(ErlTerm.Tuple(Atoms.AlreadyStarted, first), result.Error));
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task The_parent_is_who_links_or_monitors_else_the_process_itself() => Run(async self =>
    {
        foreach (Func<StartKind, Task<ErlPid>> start in new Func<StartKind, Task<ErlPid>>[]
        {
            async kind => (kind switch
            {
                StartKind.Alone => await GenServer.StartAsync(self, NewServer),
                StartKind.Linked => await GenServer.StartLinkAsync(self, NewServer),
                _ => (await GenServer.StartMonitorAsync(self, NewServer)).Result,
            }).Pid,
            async kind => (kind switch
            {
                StartKind.Alone => await GenStatem.StartAsync(self, NewMachine),
                StartKind.Linked => await GenStatem.StartLinkAsync(self, NewMachine),
                _ => (await GenStatem.StartMonitorAsync(self, NewMachine)).Result,
            }).Pid,
        })
        {
            ErlPid alone = await start(StartKind.Alone);
            Assert.Equal(alone, await ParentOf(alone));
            Assert.Equal(self.Self, await ParentOf(await start(StartKind.Linked)));
            Assert.Equal(self.Self, await ParentOf(await start(StartKind.Monitored)));
        }

        async Task<ErlTerm> ParentOf(ErlPid pid) => ((ErlList)((ErlTuple)await self.GetStatusAsync(pid))[3])[2];
    });

    private static Dictionary<ErlAtom, Func<GenEventHandler>> NoHandlers => [];

    private static GenServer NewServer() => new Initialisation.Server(Atoms.Ok);

    private static GenStatem NewMachine() => new Initialisation.Machine(Atoms.Ok);

    private static InvalidOperationException Unwanted() => new("No object is wanted.");
}
