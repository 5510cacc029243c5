using System.Collections.Concurrent;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>Servers with names in a register of the program's own: <c>{via, Module, Name}</c>.</summary>
[Trait("Scenario", "O1")]
public sealed class NameRegistryTests : ProcessTest
{
    private static readonly ErlAtom Rooms = ErlTerm.Atom("rooms");
    private static readonly ErlTerm Name = Term("{room, 1}");
    private static readonly ErlTerm Via = Term("{via, rooms, {room, 1}}");
    private static readonly StartOptions Named = new() { Name = ServerName.InRegistry(Rooms, Name) };

    private readonly Register _register = new();

    public NameRegistryTests() => Node.AddNameRegistry(Rooms, _register);

    [Fact]
    public async Task A_server_is_called_by_its_name_in_a_register_until_it_ends()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs(), Named)).Pid;
            Assert.Equal(server, _register.WhereIsName(self.Node, Name));
            Assert.Equal(ErlTerm.Tuple(Term("already_started"), server), (await GenServer.StartAsync(self, () => new Kvs(), Named)).Error);

            self.Cast(Via, Term("{store, weather, sunny}"));
            Assert.Equal(Term("{ok, sunny}"), await self.CallAsync(Via, Term("{lookup, weather}")));
            await self.StopAsync(Via);

            Assert.Null(_register.WhereIsName(self.Node, Name));
            self.Cast(Via, Term("{store, weather, rainy}"));
            TermException failure = await Assert.ThrowsAsync<TermException>(() => self.CallAsync(Via, Term("x")).AsTask());
            Assert.Equal(Term("{noproc, {gen_server, call, [{via, rooms, {room, 1}}, x]}}"), failure.Reason);
            Assert.True((await GenServer.StartAsync(self, () => new Kvs(), Named)).IsStarted);
        });
    }

    [Fact]
    public async Task A_supervisor_with_a_name_in_a_register_takes_children_that_code_of_this_program_starts()
    {
        await Run(async self =>
        {
            await Supervisor.StartAsync(self.Node, new SupervisorSpec(), Named);
            StartResult started = await self.StartChildAsync(Via, new ChildSpec(Term("kvs"), tree => GenServer.StartLinkAsync(tree, () => new Kvs())));

            Assert.Equal(started.Pid, Assert.Single(await self.WhichChildrenAsync(Via)).Pid);
            await self.StopAsync(Via, Atoms.Shutdown);
            Assert.False(self.Node.IsAlive(started.Pid));
        });
    }

    [Fact]
    public async Task A_register_that_the_node_does_not_know_is_told_with_how_it_gets_known()
    {
        await Run(async self =>
        {
            Assert.True(self.Node.RemoveNameRegistry(Rooms));
            ArgumentException failure = await Assert.ThrowsAsync<ArgumentException>(() => self.CallAsync(Via, Term("x")).AsTask());
            Assert.StartsWith("The node knows no register rooms; AddNameRegistry makes one known.", failure.Message, StringComparison.Ordinal);
        });
    }

    private sealed class Register : INameRegistry
    {
        private readonly ConcurrentDictionary<ErlTerm, ErlPid> _names = new();

        public ValueTask<bool> RegisterNameAsync(ProcessContext self, ErlTerm name, ErlPid pid)
            => ValueTask.FromResult(pid.Equals(_names.AddOrUpdate(name, pid, (_, present) => self.Node.IsAlive(present) ? present : pid)));

        public ValueTask UnregisterNameAsync(ProcessContext self, ErlTerm name)
        {
            _names.TryRemove(name, out _);
            return ValueTask.CompletedTask;
        }

        public ErlPid? WhereIsName(Node node, ErlTerm name) => _names.TryGetValue(name, out ErlPid? pid) && node.IsAlive(pid) ? pid : null;
    }
}
