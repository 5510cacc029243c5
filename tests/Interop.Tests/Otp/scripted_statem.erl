%% The Erlang side of StateMachineTests: a gen_statem that does what its events say, as ScriptedStatem does. Its data are what was handled, how
%% often each event was, how many modules can be popped, and what the next entry does.
-module(scripted_statem).
-behaviour(gen_statem).
-export([start/1, init/1, callback_mode/0, handle_event/4, handle/5]).

start(Name) ->
    {ok, _} = gen_statem:start({local, Name}, ?MODULE, [], []),
    ok.

init(_) ->
    {ok, a, {[], #{}, 0, {keep, []}}}.

callback_mode() ->
    [handle_event_function, state_enter].

handle_event(Type, Content, State, Data) ->
    handle(?MODULE, Type, Content, State, Data).

handle(Module, enter, Before, State, {Handled, Counts, Depth, {Result, Actions}}) ->
    react(Result, [{enter, Before, State, Module} | Handled], Counts, Depth, Actions, {keep, []});
handle(Module, Type, {Id, Reactions}, State, {Handled, Counts, Depth, _}) ->
    Count = maps:get(Id, Counts, 0) + 1,
    All = [{Type, Id, State, Module} | Handled],
    case Reactions of
        #{State := {Result, Actions, Entry}} when Count =< 3 -> react(Result, All, Counts#{Id => Count}, Depth, Actions, Entry);
        _ -> {keep_state, {All, Counts#{Id => Count}, Depth, {keep, []}}}
    end.

react(Result, Handled, Counts, Depth, Script, Entry) ->
    {Actions, NewDepth} = lists:mapfoldl(fun action/2, Depth, Script),
    Data = {Handled, Counts, NewDepth, Entry},
    case Result of
        {next, State} -> {next_state, State, Data, lists:append(Actions)};
        repeat -> {repeat_state, Data, lists:append(Actions)};
        keep -> {keep_state, Data, lists:append(Actions)}
    end.

action(pop, 0) -> {[], 0};
action(pop, Depth) -> {[pop_callback_module], Depth - 1};
action({push, Module}, Depth) -> {[{push_callback_module, Module}], Depth + 1};
action({change, Module}, Depth) -> {[{change_callback_module, Module}], Depth};
action(Action, Depth) -> {[action(Action)], Depth}.

action({next_event, Type, Content}) -> {next_event, Type, Content};
action({start, Type, Time, Content}) -> {Type, Time, Content};
action({start_at, Type, _, Offset, Content}) -> {Type, erlang:monotonic_time(millisecond) + Offset, Content, [{abs, true}]};
action({cancel, Type}) -> {Type, cancel};
action({update, Type, Content}) -> {Type, update, Content};
action(postpone) -> postpone;
action(no_postpone) -> {postpone, false}.
