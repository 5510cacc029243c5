%% A process on another node that applies what it is asked, whatever comes of it.
-module(ddemo).
-export([start/1, ask/4, serve/0]).

start(Node) ->
    spawn(Node, ?MODULE, serve, []).

ask(Demo, Module, Function, Arguments) ->
    Demo ! {rpc, self(), Module, Function, Arguments},
    receive {Demo, Answer} -> Answer end.

serve() ->
    receive
        {rpc, From, Module, Function, Arguments} ->
            From ! {self(), catch apply(Module, Function, Arguments)},
            serve()
    end.
