using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>Processes that become state machines while they run: <c>gen_statem:enter_loop</c>.</summary>
[Trait("Scenario", "O2")]
public sealed class StatemEnterLoopTests : StatemTest
{
    private const int CrashReport = 2601;
    private const int Terminating = 2620;

    private static readonly ErlAtom Name = ErlTerm.Atom("machine");
    private static readonly ErlTerm Call = Term("{listener, accept, 1}");

    [Fact]
    public Task A_process_that_becomes_a_machine_is_one_with_its_name_its_parent_its_first_state_and_actions() => Run(async self =>
    {
        var seen = new List<string>();
        ErlPid machine = (await self.StartProcessLinkAsync(Call, async (process, ack) =>
        {
            process.Node.Register(Name, process.Self);
            ack.Ok();
            ErlTerm accepted = await process.ReceiveAsync();
            await GenStatem.EnterLoopAsync(
                process,
                Machine(
                    (e, state) =>
                    {
                        seen.Add($"{e.Kind} {e.Content} {state}");
                        return StateResult.KeepState();
                    },
                    isToldOfEntry: true),
                B,
                new StartOptions { Name = Name, Debug = [Term("log")] },
                StateAction.NextEvent(StateEvent.Internal(accepted)));
        })).Pid;
        self.Send(machine, Term("connection"));
        await Sync(self, Name);

        Assert.Equal(["Enter b b", "Internal connection b"], seen);
        var status = (ErlList)((ErlTuple)await self.GetStatusAsync(machine))[3];
        Assert.Equal(self.Self, status[2]);
        Assert.Contains(ErlTerm.Tuple(Atoms.InitialCall, Call), (ErlList)status[0]);
        Assert.Equal(Term("{header, \"Status for state machine machine\"}"), ((ErlList)status[4])[0]);
        Assert.Contains(Term("{enter, fake, b}"), (ErlList)((ErlTuple)await self.DebugAsync(machine, Term("{log, get}")))[1]);
        await GenStatem.StopAsync(self, machine);
    });

    [Fact]
    public async Task A_machine_that_a_process_became_ends_as_every_machine()
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            ErlTerm? ended = null;
            ErlPid machine = self.SpawnProcess(Call, process => GenStatem.EnterLoopAsync(
                process, new FakeStatem(default, (_, _, _) => StateResult.Stop(Term("boom"))) { Ended = (reason, _) => ended = reason }, A));
            Task<ErlTerm> end = self.Node.WhenExited(machine);
            GenStatem.Cast(self, machine, Term("x"));

            Assert.Equal(Term("boom"), await end);
            Assert.Equal(Term("boom"), ended);
        });
        Assert.Contains("Crash of {listener,accept,1}", Assert.Single(Log.Entries, entry => entry.EventId.Id == CrashReport).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_without_its_name_or_a_parent_does_not_become_a_machine()
    {
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            var named = new StartOptions { Name = ServerName.Local(Name) };
            ErlPid nameless = self.SpawnProcess(Call, process => EnterAsync(process, named));
            Task<ErlTerm> end = self.Node.WhenExited(nameless);
            self.Send(nameless, Atoms.Ok);
            Assert.Equal(Term("process_not_registered"), await end);

            // Of both faults the parent is told first.
            ErlPid orphan = self.Node.Spawn(process => EnterAsync(process, named));
            end = self.Node.WhenExited(orphan);
            self.Send(orphan, Atoms.Ok);
            Assert.Equal(Term("process_was_not_started_by_proc_lib"), await end);
        });

        static async Task EnterAsync(ProcessContext process, StartOptions options)
        {
            await process.ReceiveAsync();
            await GenStatem.EnterLoopAsync(process, Machine((_, _) => StateResult.KeepState()), A, options);
        }
    }
}
