using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Mailboxes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>A <c>gen_server:call</c> on its way: what the caller's await gives.</summary>
internal sealed class ServerCall : AwaitedAnswer
{
    private static readonly ErlAtom GenServerAtom = ErlTerm.Atom("gen_server");
    private static readonly ErlAtom CallAtom = ErlTerm.Atom("call");

    private readonly ErlTerm _server;
    private readonly ErlTerm _request;
    private readonly TimeSpan? _timeout;

    private ServerCall(ErlReference reference, ErlTerm server, ErlTerm request, TimeSpan? timeout)
        : base(reference)
        => (_server, _request, _timeout) = (server, request, timeout);

    /// <summary>Sends the request and waits for the answer.</summary>
    /// <param name="self">The caller.</param>
    /// <param name="server">The server.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">As the caller gave it; part of the exit reason.</param>
    /// <exception cref="TermException">The call fails at once; a later failure comes out of the await.</exception>
    public static ValueTask<ErlTerm> RunAsync(ProcessContext self, ErlTerm server, ErlTerm request, TimeSpan? timeout)
    {
        TimeSpan limit = timeout ?? GenClient.DefaultTimeout;
        return GenClient.Begin(self, Atoms.GenCall, server, request, limit, out ErlTerm? failure) is { } reference
            ? self.ReceiveAsync(new ServerCall(reference, server, request, timeout), limit)
            : throw Exit(GenOutcome.Failed(failure!), server, request, timeout);
    }

    public override ErlTerm Finish(ProcessContext self, ErlTerm? message)
    {
        GenOutcome outcome = GenClient.Conclude(self, Reference, _server, message);
        return outcome.Reply ?? throw Exit(outcome, _server, _request, _timeout);
    }

    private static TermException Exit(GenOutcome outcome, ErlTerm server, ErlTerm request, TimeSpan? timeout)
        => timeout is null
            ? outcome.ToExit(server, GenServerAtom, CallAtom, server, request)
            : outcome.ToExit(server, GenServerAtom, CallAtom, server, request, TimeoutTerm.Of(timeout.Value));
}
