using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.Distribution.Tests.Hosting;

/// <summary>Notes its start and its end; ends with what it is told by cast.</summary>
internal class Recorded(Diary diary) : GenServer
{
    private string Name => Process.Node.GetProcessInformation(Process.Self)?.RegisteredName?.Name ?? GetType().Name;

    protected internal override async ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        string name = Name;
        diary.Write("+" + name);
        await diary.Gate;
        return diary.FailsToStart.Remove(name) ? InitResult.Stop(ErlTerm.Atom("boom")) : InitResult.Ok;
    }

    protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => CallResult.Reply(request);

    protected internal override ValueTask<HandleResult> HandleCastAsync(ErlTerm request) => HandleResult.Stop(request);

    protected internal override ValueTask TerminateAsync(ErlTerm reason)
    {
        diary.Write("-" + Name);
        return ValueTask.CompletedTask;
    }
}
