%% The lock of a door: the digits of its code open it for a while.
-module(door).
-behaviour(gen_statem).
-export([start/1, press/2, until_locked/1]).
-export([init/1, callback_mode/0, locked/3, open/3]).

start(Code) ->
    {ok, _} = gen_statem:start({local, door}, ?MODULE, Code, []),
    ok.

%% Door is door, or {door, Node}.
press(Door, Digits) ->
    [gen_statem:call(Door, {button, Digit}) || Digit <- Digits].

until_locked(Door) ->
    gen_statem:call(Door, until_locked).

init(Code) ->
    {ok, locked, #{code => Code, entered => []}}.

callback_mode() ->
    [state_functions, state_enter].

locked(enter, _, Data) ->
    {keep_state, Data#{entered := []}};
locked(timeout, forget, Data) ->
    {keep_state, Data#{entered := []}};
locked({call, From}, {button, Digit}, #{code := Code, entered := Before} = Data) ->
    case Before ++ [Digit] of
        Code ->
            {next_state, open, Data, {reply, From, open}};
        Entered when length(Entered) < length(Code) ->
            {keep_state, Data#{entered := Entered}, [{reply, From, locked}, {timeout, 60000, forget}]};
        _ ->
            {repeat_state_and_data, {reply, From, wrong}}
    end;
locked({call, From}, until_locked, _) ->
    {keep_state_and_data, {reply, From, locked}}.

open(enter, _, _) ->
    {keep_state_and_data, {state_timeout, 2000, lock}};
open(state_timeout, lock, Data) ->
    {next_state, locked, Data};
open({call, From}, {button, _}, _) ->
    {keep_state_and_data, {reply, From, open}};
open({call, _}, until_locked, _) ->
    {keep_state_and_data, postpone}.
