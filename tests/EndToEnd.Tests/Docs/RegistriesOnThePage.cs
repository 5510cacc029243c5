using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Registries;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class RegistriesOnThePage : ProcessTest
{
    [Fact]
    public async Task A_room_is_called_by_its_key_and_a_topic_reaches_who_asked_for_it() => await Run(async self =>
    {
        Node node = Node;

        var rooms = new Registry(node);
        node.AddNameRegistry(ErlTerm.Atom("rooms"), rooms);
        var options = new StartOptions { Name = ServerName.InRegistry(ErlTerm.Atom("rooms"), ErlTerm.Parse("{room, 1}")) };
        await GenServer.StartLinkAsync(self, () => new Counter(), options);
        await self.CallAsync(ErlTerm.Parse("{via, rooms, {room, 1}}"), ErlTerm.Atom("next"));

        Assert.Equal((ErlTerm)2, await self.CallAsync(ErlTerm.Parse("{via, rooms, {room, 1}}"), ErlTerm.Atom("next")));

        var topics = new Registry(node, new RegistryOptions { Keys = RegistryKeys.Duplicate });
        topics.TryRegister(self, ErlTerm.Atom("weather"), ErlList.Empty, out _);
        topics.Dispatch(ErlTerm.Atom("weather"), entries =>
        {
            foreach (RegistryEntry entry in entries)
            {
                node.Send(entry.Pid, ErlTerm.Parse("{weather, sunny}"));
            }
        });

        Assert.Equal(ErlTerm.Parse("{weather, sunny}"), await self.ReceiveAsync());
    });
}
