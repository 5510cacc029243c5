using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>A process that answers gen calls, casts and plain messages, one after the other.</summary>
/// <remarks>
/// Its peers are other nodes, perhaps of another release: what is not understood is ignored, as the servers of Erlang's kernel do.
/// </remarks>
internal abstract class SystemServer
{
    /// <summary>The body of the process.</summary>
    public async Task RunAsync(ProcessContext self)
    {
        OnStart(self);
        while (true)
        {
            ErlTerm message = await self.ReceiveAsync().ConfigureAwait(false);
            ValueTask handled = GenMessage.TryReadCall(message, out GenFrom caller, out ErlTerm? request) ? OnCallAsync(self, caller, request)
                : GenMessage.TryReadCast(message, out request) ? OnCastAsync(self, request)
                : OnInfoAsync(self, message);
            await handled.ConfigureAwait(false);
        }
    }

    /// <summary>Runs once, in the process.</summary>
    protected virtual void OnStart(ProcessContext self)
    {
    }

    /// <summary>A call. Left unanswered it makes the caller wait until its time-out.</summary>
    protected virtual ValueTask OnCallAsync(ProcessContext self, GenFrom caller, ErlTerm request) => ValueTask.CompletedTask;

    /// <summary>A cast.</summary>
    protected virtual ValueTask OnCastAsync(ProcessContext self, ErlTerm request) => ValueTask.CompletedTask;

    /// <summary>Any other message.</summary>
    protected virtual ValueTask OnInfoAsync(ProcessContext self, ErlTerm message) => ValueTask.CompletedTask;
}
