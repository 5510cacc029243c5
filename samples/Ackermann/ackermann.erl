%% A server that is started on another node, linked to who started it, and registered there.
-module(ackermann).
-export([start/1, ask/3, stop/1, server/1]).

start(Node) ->
    Server = spawn_link(Node, ackermann, server, [self()]),
    receive {Server, registered} -> Server end.

ask(Node, M, N) ->
    {acksvr, Node} ! {self(), M, N},
    receive Answer when is_integer(Answer) -> Answer end.

stop(Node) ->
    {acksvr, Node} ! {self(), terminate},
    receive {ok, 'server-stopped'} = Stopped -> Stopped end.

server(Starter) ->
    register(acksvr, self()),
    Starter ! {self(), registered},
    loop().

loop() ->
    receive
        {From, M, N} ->
            From ! ack(M, N),
            loop();
        {From, terminate} ->
            From ! {ok, 'server-stopped'}
    end.

ack(0, N) -> N + 1;
ack(M, 0) -> ack(M - 1, 1);
ack(M, N) -> ack(M - 1, ack(M, N - 1)).
