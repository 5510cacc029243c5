%% The Erlang side of StateMachineTests: a gen_statem that does what its events say, as ScriptedStatem does.
-module(scripted_statem).
-behaviour(gen_statem).
-export([start/1, init/1, callback_mode/0, handle_event/4]).

start(Name) ->
    {ok, _} = gen_statem:start({local, Name}, ?MODULE, [], []),
    ok.

init(_) ->
    {ok, a, {[], #{}}}.

callback_mode() ->
    [handle_event_function, state_enter].

handle_event(enter, Before, State, {Handled, Counts}) ->
    {keep_state, {[{enter, Before, State} | Handled], Counts}};
handle_event(Type, {Id, Reactions}, State, {Handled, Counts}) ->
    Count = maps:get(Id, Counts, 0) + 1,
    Data = {[{Type, Id, State} | Handled], Counts#{Id => Count}},
    case Reactions of
        #{State := {Result, Actions}} when Count =< 3 -> react(Result, Data, [action(A) || A <- Actions]);
        _ -> {keep_state, Data}
    end.

react({next, State}, Data, Actions) -> {next_state, State, Data, Actions};
react(repeat, Data, Actions) -> {repeat_state, Data, Actions};
react(keep, Data, Actions) -> {keep_state, Data, Actions}.

action({next_event, Content}) -> {next_event, internal, Content};
action({start, Type, Time, Content}) -> {Type, Time, Content};
action({cancel, Type}) -> {Type, cancel};
action({update, Type, Content}) -> {Type, update, Content};
action(postpone) -> postpone;
action(no_postpone) -> {postpone, false}.
