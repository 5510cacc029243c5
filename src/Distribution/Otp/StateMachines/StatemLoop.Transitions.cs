using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>From the result of an event to the next one.</content>
internal sealed partial class StatemLoop
{
    /// <summary>Events that the transition under way inserts, in the order of their actions.</summary>
    private readonly List<StateEvent> _inserted = [];

    /// <summary>The actions on time-outs of the transition under way, in their order.</summary>
    private readonly List<StateAction> _timeouts = [];

    private bool _isPostponed;

    /// <summary>Carries out what an event led to, the entry of the next state included.</summary>
    private async ValueTask TransitAsync(StateResult result)
    {
        _isPostponed = false;
        _inserted.Clear();
        _timeouts.Clear();
        ErlTerm next = _state;
        bool isEntry = false;
        while (true)
        {
            bool isEntered = result.Kind == StateResult.ResultKind.RepeatState;
            if (result.Kind == StateResult.ResultKind.NextState && !result.Term!.Equals(next))
            {
                if (isEntry)
                {
                    await MisuseAsync("bad_state_enter_return_from_state_function", NextStateToTerm(result), next).ConfigureAwait(false);
                }

                next = result.Term;
                isEntered = true;
            }

            foreach (StateAction action in result.Actions)
            {
                await ActAsync(action, next, isEntry).ConfigureAwait(false);
            }

            if (result.Kind == StateResult.ResultKind.Stop)
            {
                await EndAsync(result.Term!, null, next).ConfigureAwait(false);
            }

            if (!isEntered || !_hasStateEnter)
            {
                break;
            }

            isEntry = true;
            result = await InvokeAsync(StateEvent.Enter(_state), next).ConfigureAwait(false);
        }

        await CompleteAsync(next).ConfigureAwait(false);
    }

    /// <summary>All actions are known: postponed events, time-outs and inserted events take their places.</summary>
    private async ValueTask CompleteAsync(ErlTerm next)
    {
        StateEvent done = _current!.Value;
        ErlTerm before = _state;
        _current = null;
        _state = next;
        if (_isPostponed)
        {
            _postponed.Add(done);
        }

        await NoteAsync(
            static on => StatemEventText.Handled(on.Event, on.IsPostponed, on.Before, on.Next),
            (Event: done, IsPostponed: _isPostponed, Before: before, Next: next)).ConfigureAwait(false);
        _timers.Cancel(TimeoutType.Event);
        if (!next.Equals(before))
        {
            _timers.Cancel(TimeoutType.State);
            PutFirst(_postponed);
        }

        foreach (StateAction started in _timers.Apply(_timeouts))
        {
            await NoteAsync(static on => StatemEventText.Started(on.Started, on.Next, on.Clock), (Started: started, Next: next, Clock)).ConfigureAwait(false);
        }

        PutFirst(_inserted);
    }

    private void PutFirst(List<StateEvent> events)
    {
        for (int i = events.Count - 1; i >= 0; i--)
        {
            _queue.Add(events[i]);
        }

        events.Clear();
    }

    private ValueTask NoteAsync<T>(Func<T, ErlTerm> systemEvent, T argument)
        => _system.Debug is { } debug ? debug.NoteAsync(systemEvent(argument)) : ValueTask.CompletedTask;
}
