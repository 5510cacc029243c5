%% What takes over from scripted_statem: the same without entries.
-module(scripted_plain).
-behaviour(gen_statem).
-export([init/1, callback_mode/0, handle_event/4]).

init(_) ->
    ignore.

callback_mode() ->
    handle_event_function.

handle_event(Type, Content, State, Data) ->
    scripted_statem:handle(?MODULE, Type, Content, State, Data).
