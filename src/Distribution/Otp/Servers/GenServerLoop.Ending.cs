using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <content>After a message: what debug functions are told, and the end.</content>
internal sealed partial class GenServerLoop
{
    private async ValueTask<Next> FinishAsync(ServerOutcome outcome, Exception? cause, Handled handled, ErlTerm? continuation)
    {
        if (continuation is not null && _system.Debug is { } noted)
        {
            await noted.NoteAsync(EventText.Continued(continuation)).ConfigureAwait(false);
        }

        if (outcome.StopReason is { } reason)
        {
            await EndAsync(reason, cause, outcome, handled).ConfigureAwait(false);
        }

        outcome.Reply(_self);
        if (_system.Debug is { } debug)
        {
            await debug.NoteAsync(outcome.ToEvent(StateFor(debug))).ConfigureAwait(false);
        }

        return outcome.Next;
    }

    /// <summary>Lets the server clean up, reports an end that is not orderly, answers a last call, and ends the process.</summary>
    private async ValueTask EndAsync(ErlTerm reason, Exception? cause, ServerOutcome outcome, Handled handled)
    {
        try
        {
            await _server.TerminateAsync(reason).ConfigureAwait(false);
        }
        catch (TermException thrown) when (thrown.Class == TermExceptionClass.Throw && !_self.IsDead)
        {
            // A thrown value stands for a returned one, which nobody looks at.
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            (reason, cause) = (ExitReasons.Of(failure), failure);
        }

        if (!ProcLib.IsOrderly(reason))
        {
            ServerStatus status = Show(new ServerStatus
            {
                State = StatusTerm.ForLog(_self, _server.GetState),
                Message = handled.Message is { } last && GenMessage.TryReadCast(last, out ErlTerm? request) ? request : handled.Message,
                Reason = reason,
                Log = _system.Debug?.Log ?? ErlList.Empty,
            });
            ServerLog.Terminating(_self, Name, status, handled.Client, reason.Equals(status.Reason) ? cause : null);
        }

        outcome.Reply(_self);
        if (outcome.HasAnswer && _system.Debug is { } debug)
        {
            await debug.NoteAsync(outcome.ToEvent(StateFor(debug))).ConfigureAwait(false);
        }

        throw TermException.Exit(reason);
    }

    /// <summary>The state for debug functions, if they look at it; one that the server cannot give is no fault of its work.</summary>
    private ErlTerm StateFor(SystemDebug debug) => debug.ReadsEvents ? StatusTerm.ForLog(_self, _server.GetState) : Atoms.Undefined;
}
