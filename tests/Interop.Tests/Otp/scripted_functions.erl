%% What takes over from scripted_statem: the same with a function for each state.
-module(scripted_functions).
-behaviour(gen_statem).
-export([init/1, callback_mode/0, a/3, b/3, c/3]).

init(_) ->
    ignore.

callback_mode() ->
    [state_enter, state_functions].

a(Type, Content, Data) ->
    scripted_statem:handle(?MODULE, Type, Content, a, Data).

b(Type, Content, Data) ->
    scripted_statem:handle(?MODULE, Type, Content, b, Data).

c(Type, Content, Data) ->
    scripted_statem:handle(?MODULE, Type, Content, c, Data).
