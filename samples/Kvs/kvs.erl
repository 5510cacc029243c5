%% The same server as KeyValueServer.cs.
-module(kvs).
-behaviour(gen_server).
-export([start/0]).
-export([init/1, handle_call/3, handle_cast/2]).

start() ->
    {ok, _} = gen_server:start({local, kvs}, ?MODULE, [], []),
    true.

init([]) -> {ok, #{}}.

handle_call({store, Key, Value}, _From, Values) -> {reply, true, Values#{Key => Value}};
handle_call({lookup, Key}, _From, Values) ->
    {reply, case Values of #{Key := Value} -> {ok, Value}; _ -> undefined end, Values}.

handle_cast(_, Values) -> {noreply, Values}.
