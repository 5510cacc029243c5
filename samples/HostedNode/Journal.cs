using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace HostedNode;

/// <summary>Keeps what has changed. Ends after the price list, which it was started before, so that nothing is missing in it.</summary>
public sealed partial class Journal(ILogger<Journal> logger) : GenServer
{
    private readonly List<ErlTerm> _changes = [];

    protected override ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        return InitResult.Ok;
    }

    protected override ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
    {
        _changes.Add(request);
        return HandleResult.NoReply;
    }

    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
        => request is ErlAtom("changes") ? CallResult.Reply(ErlTerm.List([.. _changes])) : base.HandleCallAsync(request, from);

    protected override ValueTask TerminateAsync(ErlTerm reason)
    {
        Closed(logger, _changes.Count);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "The journal is closed, with {Count} changes")]
    private static partial void Closed(ILogger logger, int count);
}
