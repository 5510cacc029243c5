%% The Erlang side of StatemFaultTests: a gen_statem that gives the result it is told, for an event or for the entry of state b.
-module(faulty_statem).
-behaviour(gen_statem).
-export([reason/1, init/1, callback_mode/0, handle_event/4]).

reason(Fault) ->
    {ok, {Pid, Monitor}} = gen_statem:start_monitor(?MODULE, Fault, []),
    gen_statem:cast(Pid, go),
    receive {'DOWN', Monitor, process, Pid, {Reason, _}} -> Reason end.

init(Fault) ->
    {ok, a, Fault}.

callback_mode() ->
    [handle_event_function, state_enter].

handle_event(enter, _, b, {entry, Result}) -> Result;
handle_event(enter, _, _, _) -> keep_state_and_data;
handle_event(cast, go, _, {event, Result}) -> Result;
handle_event(cast, go, _, Data) -> {next_state, b, Data}.
