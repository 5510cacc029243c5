using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class StateMachinesOnThePage : ProcessTest
{
    [Fact]
    public async Task The_door_locks_itself_after_ten_seconds()
    {
        Task locked = Run(async self =>
        {
            ErlPid door = (await GenStatem.StartLinkAsync(self, () => new Door())).Pid;
            await GenStatem.CallAsync(self, door, ErlTerm.Atom("unlock"));
            await GenStatem.CallAsync(self, door, ErlTerm.Atom("until_locked"));      // ten seconds later
        });

        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10));
        Assert.False(locked.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await locked;
    }
}
