using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Registries;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Events;

[Trait("Scenario", "O7")]
public sealed class GenEventDebugTests : ProcessTest
{
    private static readonly ErlAtom Rooms = ErlTerm.Atom("rooms");

    [Fact]
    public Task A_debug_function_gets_the_name_of_the_manager_and_the_states_are_left_alone() => Run(async self =>
    {
        ErlTerm? context = null;
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("look"), 3, (_, arguments) =>
        {
            context = arguments[2];
            return new ValueTask<ErlTerm>(Atoms.Ok);
        });
        Node.AddNameRegistry(Rooms, new Registry(Node));
        var handler = new Counted();
        ErlPid manager = (await GenEvent.StartLinkAsync(
            self,
            new Dictionary<ErlAtom, Func<GenEventHandler>> { [ErlTerm.Atom("counted")] = () => handler },
            new StartOptions { Name = ServerName.InRegistry(Rooms, Term("key")) })).Pid;
        await self.AddHandlerAsync(manager, ErlTerm.Atom("counted"), Atoms.Ok);
        await self.DebugAsync(manager, Term("{install, {spy, fun m:look/3, 7}}"));
        await self.SyncNotifyAsync(manager, Term("a"));

        Assert.Equal(Term("key"), context);
        Assert.Equal(0, handler.Asked);
        var status = (ErlTuple)await self.GetStatusAsync(manager);
        Assert.Equal(Term("{header, \"Status for event handler key\"}"), ((ErlList)((ErlList)status[3])[4])[0]);
    });

    private sealed class Counted : GenEventHandler
    {
        public int Asked { get; private set; }

        protected internal override ValueTask<EventResult> HandleEventAsync(ErlTerm message) => EventResult.Ok;

        protected internal override ErlTerm GetState()
        {
            Asked++;
            return Atoms.Ok;
        }
    }
}
