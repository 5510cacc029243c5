using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.Benchmarks.Processes;

/// <summary>Answers with what it was asked: measures the behaviour and nothing else.</summary>
internal sealed class EchoServer : GenServer
{
    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => CallResult.Reply(request);
}
