using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Registries;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>Processes that become servers while they run: <c>gen_server:enter_loop</c>.</summary>
[Trait("Scenario", "O1")]
public sealed class EnterLoopTests : ProcessTest
{
    private const int CrashReport = 2601;

    private static readonly ErlAtom Name = ErlTerm.Atom("kvs");
    private static readonly ErlTerm Call = Term("{listener, accept, 1}");

    [Fact]
    public Task A_process_that_becomes_a_server_is_one_with_its_name_its_parent_and_what_it_goes_on_with() => Run(async self =>
    {
        ErlPid server = (await self.StartProcessLinkAsync(Call, async (process, ack) =>
        {
            process.Node.Register(Name, process.Self);
            ack.Ok(Term("accepting"));
            ErlTerm accepted = await process.ReceiveAsync();
            await GenServer.EnterLoopAsync(
                process, new Kvs(InitResult.Stop(Term("init_must_not_run"))), Next.Continue(accepted), new StartOptions { Name = Name, Debug = [Term("log")] });
        })).Pid;
        self.Send(server, Term("connection"));

        Assert.Equal(Term("{ok, connection}"), await self.CallAsync(Name, Term("{lookup, continued}")));
        var status = (ErlList)((ErlTuple)await self.GetStatusAsync(server))[3];
        Assert.Equal(self.Self, status[2]);
        Assert.Contains(ErlTerm.Tuple(Atoms.InitialCall, Call), (ErlList)status[0]);
        Assert.Equal(Term("{header, \"Status for generic server kvs\"}"), ((ErlList)status[4])[0]);
        Assert.Equal(Atoms.Ok, ((ErlTuple)await self.DebugAsync(server, Term("{log, get}")))[0]);
        await self.StopAsync(server);
    });

    [Fact]
    public async Task A_server_that_a_process_became_ends_with_its_parent()
    {
        var ended = new TaskCompletionSource<ErlTerm>();
        ErlPid parent = Node.Spawn(async self =>
        {
            StartResult result = await self.StartProcessLinkAsync(Call, (process, ack) =>
            {
                process.TrapExit = true;
                ack.Ok();
                return GenServer.EnterLoopAsync(process, new Kvs(ended: ended.SetResult));
            });
            Assert.True(result.IsStarted);
            self.Exit(Term("{shutdown, over}"));
        });

        await ExitOf(parent);
        Assert.Equal(Term("{shutdown, over}"), await ended.Task.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public Task The_parent_may_be_known_by_its_name() => Run(async self =>
    {
        self.Node.Register(ErlTerm.Atom("boss"), self.Self);
        ErlPid server = self.SpawnProcess(Call, process => GenServer.EnterLoopAsync(process, new Kvs()));

        Assert.Equal(self.Self, ((ErlList)((ErlTuple)await self.GetStatusAsync(server))[3])[2]);
    });

    [Theory]
    [InlineData("local", "process_not_registered")]
    [InlineData("global", "process_not_registered_globally")]
    [InlineData("via", "{process_not_registered_via, rooms}")]
    public async Task A_process_that_has_not_the_name_does_not_become_a_server(string kind, string reason)
    {
        Log.Expect(CrashReport);
        ErlTerm term = Name;
        (ServerName name, Func<ProcessContext, ValueTask> give) = kind switch
        {
            "local" => (ServerName.Local(Name), Give),
            "global" => Registered(ServerName.InCluster(term), "global"),
            _ => Registered(ServerName.InRegistry(ErlTerm.Atom("rooms"), term), "rooms"),
        };
        await Run(async self =>
        {
            Assert.Equal(Term(reason), await EndOf(self, name));
            await give(self);
            Assert.Equal(Term(reason), await EndOf(self, name));
        });
        Assert.Equal(2, Log.Entries.Count(entry => entry.EventId.Id == CrashReport));
    }

    [Fact]
    public async Task A_process_without_a_parent_does_not_become_a_server()
    {
        Log.Expect(CrashReport);
        ErlPid orphan = Node.Spawn(async self =>
        {
            await self.ReceiveAsync();
            await GenServer.EnterLoopAsync(self, new Kvs());
        });
        Task<ErlTerm> end = ExitOf(orphan);
        Node.Send(orphan, Atoms.Ok);
        Assert.Equal(Term("process_was_not_started_by_proc_lib"), await end);

        await Run(async self =>
        {
            self.Node.Register(ErlTerm.Atom("boss"), self.Self);
            ErlPid lost = self.SpawnProcess(Call, async process =>
            {
                await process.ReceiveAsync();
                await GenServer.EnterLoopAsync(process, new Kvs());
            });
            self.Node.Unregister(ErlTerm.Atom("boss"));
            end = ExitOf(lost);
            self.Send(lost, Atoms.Ok);
            Assert.Equal(Term("could_not_find_registered_name"), await end);
        });
    }

    private static ValueTask Give(ProcessContext self)
    {
        self.Node.Register(Name, self.Self);
        return ValueTask.CompletedTask;
    }

    private (ServerName Name, Func<ProcessContext, ValueTask> Give) Registered(ServerName name, string module)
    {
        var registry = new Registry(Node);
        Node.AddNameRegistry(ErlTerm.Atom(module), registry);
        return (name, async self => Assert.True(await registry.RegisterNameAsync(self, Name, self.Self)));
    }

    private static async Task<ErlTerm> EndOf(ProcessContext self, ServerName name)
    {
        ErlPid pid = self.SpawnProcess(Call, async process =>
        {
            await process.ReceiveAsync();
            await GenServer.EnterLoopAsync(process, new Kvs(), options: new StartOptions { Name = name });
        });
        Task<ErlTerm> end = self.Node.WhenExited(pid);
        self.Send(pid, Atoms.Ok);
        return await end;
    }
}
