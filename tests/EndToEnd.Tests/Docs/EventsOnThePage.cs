using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class EventsOnThePage : ProcessTest
{
    [Fact]
    public async Task The_handler_counts_alarms() => await Run(async self =>
    {
        // The table says which handlers can be added, and by which name: also from an Erlang shell.
        var handlers = new Dictionary<ErlAtom, Func<GenEventHandler>> { [ErlTerm.Atom("alarm_count")] = () => new AlarmCount() };
        await GenEvent.StartLinkAsync(self, handlers, new StartOptions { Name = ErlTerm.Atom("alarms") });

        ErlTerm alarms = ErlTerm.Atom("alarms");
        await self.AddHandlerAsync(alarms, ErlTerm.Atom("alarm_count"), ErlList.Empty);
        self.Notify(alarms, ErlTerm.Parse("{alarm, overheated}"));
        ErlTerm count = await self.CallHandlerAsync(alarms, ErlTerm.Atom("alarm_count"), ErlTerm.Atom("get"));

        Assert.Equal((ErlTerm)1, count);
    });
}
