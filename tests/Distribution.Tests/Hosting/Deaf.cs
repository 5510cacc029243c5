using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.Distribution.Tests.Hosting;

/// <summary>A server that takes for ever to end.</summary>
internal sealed class Deaf : GenServer
{
    protected internal override ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        return InitResult.Ok;
    }

    protected internal override async ValueTask TerminateAsync(ErlTerm reason)
        => await Process.ReceiveAsync(message => message.Equals(ErlTerm.Atom("never")));
}
