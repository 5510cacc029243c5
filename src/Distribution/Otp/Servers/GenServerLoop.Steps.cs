using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Sys;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <content>
/// Handling one message. A handler that awaits nothing, in a server that nobody debugs, is done within a plain method; everything else
/// takes the methods that await.
/// </content>
internal sealed partial class GenServerLoop
{
    private ValueTask<Next> StepAsync(ErlTerm message)
        => _system.Debug is { } debug ? NotedStepAsync(debug, message)
            : GenMessage.TryReadCall(message, out GenFrom from, out ErlTerm? request) ? AnswerAsync(request, from)
            : HandleAsync(message);

    private async ValueTask<Next> NotedStepAsync(SystemDebug debug, ErlTerm message)
    {
        try
        {
            await debug.NoteAsync(EventText.Received(message)).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return await FailAsync(failure, new Handled(message, null)).ConfigureAwait(false);
        }

        return GenMessage.TryReadCall(message, out GenFrom from, out ErlTerm? request)
            ? await AnswerAsync(request, from).ConfigureAwait(false)
            : await HandleAsync(message).ConfigureAwait(false);
    }

    private ValueTask<Next> AnswerAsync(ErlTerm request, GenFrom from)
    {
        ValueTask<CallResult> handling;
        try
        {
            handling = _server.HandleCallAsync(request, from);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return FailAsync(failure, new Handled(request, from));
        }

        return handling.IsCompletedSuccessfully
            ? GoOnAsync(new ServerOutcome(handling.Result, from), new Handled(request, from))
            : AwaitAsync(handling, request, from);
    }

    private async ValueTask<Next> AwaitAsync(ValueTask<CallResult> handling, ErlTerm request, GenFrom from)
    {
        var handled = new Handled(request, from);
        CallResult result;
        try
        {
            result = await handling.ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return await FailAsync(failure, handled).ConfigureAwait(false);
        }

        return await GoOnAsync(new ServerOutcome(result, from), handled).ConfigureAwait(false);
    }

    /// <summary>Handles a cast, or a message that is none of the behaviour's own.</summary>
    private ValueTask<Next> HandleAsync(ErlTerm message)
    {
        ValueTask<HandleResult> handling;
        try
        {
            handling = GenMessage.TryReadCast(message, out ErlTerm? request) ? _server.HandleCastAsync(request) : _server.HandleInfoAsync(message);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return FailAsync(failure, new Handled(message, null));
        }

        return handling.IsCompletedSuccessfully
            ? GoOnAsync(new ServerOutcome(handling.Result), new Handled(message, null))
            : AwaitAsync(handling, new Handled(message, null));
    }

    private async ValueTask<Next> AwaitAsync(ValueTask<HandleResult> handling, Handled handled)
    {
        HandleResult result;
        try
        {
            result = await handling.ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return await FailAsync(failure, handled).ConfigureAwait(false);
        }

        return await GoOnAsync(new ServerOutcome(result), handled).ConfigureAwait(false);
    }

    private async ValueTask<Next> ContinueAsync(ErlTerm continuation)
    {
        var handled = new Handled(continuation, null);
        HandleResult result;
        try
        {
            result = await _server.HandleContinueAsync(continuation).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return await FinishAsync(new ServerOutcome(HandleResult.Stop(ReasonOf(failure))), failure, handled, continuation).ConfigureAwait(false);
        }

        return await FinishAsync(new ServerOutcome(result), null, handled, continuation).ConfigureAwait(false);
    }

    private ValueTask<Next> GoOnAsync(ServerOutcome outcome, Handled handled)
    {
        if (_system.Debug is not null || outcome.StopReason is not null)
        {
            return FinishAsync(outcome, null, handled, continuation: null);
        }

        outcome.Reply(_self);
        return new ValueTask<Next>(outcome.Next);
    }

    private ValueTask<Next> FailAsync(Exception failure, Handled handled)
        => FinishAsync(new ServerOutcome(HandleResult.Stop(ReasonOf(failure))), failure, handled, continuation: null);
}
