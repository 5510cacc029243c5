%% A registered process that keeps values under keys, and the functions to talk to it.
-module(kvs).
-export([start/0, store/2, lookup/1]).

start() ->
    register(kvs, spawn(fun() -> loop(#{}) end)).

store(Key, Value) ->
    ask({store, Key, Value}).

lookup(Key) ->
    ask({lookup, Key}).

ask(Question) ->
    kvs ! {self(), Question},
    receive {kvs, Answer} -> Answer end.

loop(Values) ->
    receive
        {From, {store, Key, Value}} ->
            From ! {kvs, true},
            loop(Values#{Key => Value});
        {From, {lookup, Key}} ->
            From ! {kvs, case Values of #{Key := Value} -> {ok, Value}; _ -> undefined end},
            loop(Values)
    end.
