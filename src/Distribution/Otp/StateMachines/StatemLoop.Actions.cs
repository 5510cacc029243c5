using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>The actions of a transition, and those that are out of place.</content>
internal sealed partial class StatemLoop
{
    private const string BadAction = "bad_action_from_state_function";
    private const string BadEntryAction = "bad_state_enter_action_from_state_function";

    private async ValueTask ActAsync(StateAction action, ErlTerm next, bool isEntry)
    {
        switch (action.Kind)
        {
            case StateAction.ActionKind.Reply:
                action.Event.From.Reply(_self, action.Event.Content);
                await NoteAsync(static on => StatemEventText.Sent(on.Event.Content, on.Event.From), action).ConfigureAwait(false);
                break;
            case StateAction.ActionKind.PopCallbackModule when _below.Count == 0:
                await MisuseAsync(BadAction, action.ToTerm(Clock), next).ConfigureAwait(false);
                break;
            case StateAction.ActionKind.Postpone or StateAction.ActionKind.NextEvent or StateAction.ActionKind.ChangeCallbackModule
                or StateAction.ActionKind.PushCallbackModule or StateAction.ActionKind.PopCallbackModule when isEntry:
                await MisuseAsync(BadEntryAction, action.ToTerm(Clock), next).ConfigureAwait(false);
                break;
            case StateAction.ActionKind.Postpone or StateAction.ActionKind.DoNotPostpone:
                _isPostponed = action.Kind == StateAction.ActionKind.Postpone;
                break;
            case StateAction.ActionKind.NextEvent:
                _inserted.Add(action.Event);
                await NoteAsync(static on => StatemEventText.Received(on.Event, on.State), (action.Event, State: next)).ConfigureAwait(false);
                break;
            case StateAction.ActionKind.ChangeCallbackModule or StateAction.ActionKind.PushCallbackModule or StateAction.ActionKind.PopCallbackModule:
                await SwitchAsync(action, next).ConfigureAwait(false);
                break;
            case StateAction.ActionKind.Hibernate:
                break;
            default:
                _timeouts.Add(action);
                break;
        }
    }

    /// <summary>Another object takes over; one that cannot leaves the present one to clean up.</summary>
    private async ValueTask SwitchAsync(StateAction action, ErlTerm next)
    {
        GenStatem machine = action.Callbacks ?? _below.Peek();
        try
        {
            machine.SetProcess(_self);
            (_mode, _hasStateEnter) = ModeOf(machine);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            await CrashAsync(failure, next).ConfigureAwait(false);
        }

        if (action.Kind == StateAction.ActionKind.PushCallbackModule)
        {
            _below.Push(_machine);
        }
        else if (action.Kind == StateAction.ActionKind.PopCallbackModule)
        {
            _below.Pop();
        }

        _machine = machine;
        _function = default;
        await NoteAsync(static on => StatemEventText.Switched(on.Module, on.State), (machine.Module, State: next)).ConfigureAwait(false);
    }

    private ErlTuple NextStateToTerm(StateResult result)
    {
        ErlTerm nextState = ErlTerm.Atom("next_state");
        ErlTerm data = DataOrUndefined();
        return result.Actions is { Length: > 0 } actions
            ? ErlTerm.Tuple(nextState, result.Term!, data, ErlTerm.List([.. actions.Select(action => action.ToTerm(Clock))]))
            : ErlTerm.Tuple(nextState, result.Term!, data);
    }

    private ErlTerm DataOrUndefined()
    {
        try
        {
            return _machine.GetData();
        }
        catch (Exception) when (!_self.IsDead)
        {
            return Atoms.Undefined;
        }
    }

    private ValueTask MisuseAsync(string fault, ErlTerm what, ErlTerm state)
        => CrashAsync(TermException.Error(ErlTerm.Tuple(ErlTerm.Atom(fault), what), ErlList.Empty), state);
}
