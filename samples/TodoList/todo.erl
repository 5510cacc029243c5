%% The same member as TodoServer.cs.
-module(todo).
-behaviour(gen_server).
-export([start/1]).
-export([init/1, handle_call/3, handle_cast/2]).

%% Begins with the list of another node.
start(Other) ->
    {ok, _} = gen_server:start({local, todo}, ?MODULE, gen_server:call({todo, Other}, items), []),
    ok.

init(Items) -> {ok, Items}.

handle_call(items, _From, Items) -> {reply, Items, Items}.

handle_cast({add, Item}, Items) -> {noreply, Items ++ [Item]};
handle_cast({done, Item}, Items) -> {noreply, lists:delete(Item, Items)}.
