%% A client of the classic protocol. A channel is used by one process at a time.
-module(classic_client).
-export([connect/5, cast/2, rpc/2, rpc/3, next/1, next/2, disconnect/1]).

%% An upper bound only, a little below that of the test that drives this client.
-define(ANSWER_TIME, 50000).

%% {ok, Channel} | {error, authFail | badService | closed | Posix}
connect(Host, Port, Service, Password, Argument) ->
    case gen_tcp:connect(Host, Port, classic_wire:socket_options(), ?ANSWER_TIME) of
        {ok, Socket} ->
            ok = classic_wire:send(Socket, {startService, Service, Argument}),
            answer(Socket, next(Socket), Password);
        {error, Reason} ->
            {error, Reason}
    end.

cast(Channel, Term) ->
    classic_wire:send(Channel, Term).

%% The next term that arrives is the answer: the protocol has nothing to tell it from a push.
rpc(Channel, Term) ->
    rpc(Channel, Term, ?ANSWER_TIME).

rpc(Channel, Term, Timeout) ->
    case classic_wire:send(Channel, Term) of
        ok -> value(next(Channel, Timeout));
        {error, Reason} -> {error, Reason}
    end.

next(Channel) ->
    next(Channel, ?ANSWER_TIME).

next(Channel, Timeout) ->
    classic_wire:next(Channel, Timeout).

disconnect(Channel) ->
    gen_tcp:close(Channel).

answer(Socket, {ok, ack}, _Password) ->
    {ok, Socket};
answer(Socket, {ok, {challenge, Challenge}}, Password) ->
    ok = classic_wire:send(Socket, {response, classic_wire:proof(Challenge, Password)}),
    answer(Socket, next(Socket), Password);
answer(Socket, {ok, Refusal}, _Password) ->
    %% The other side closes after a refusal; anything else it sent would be a fault.
    {error, closed} = next(Socket),
    gen_tcp:close(Socket),
    {error, Refusal};
answer(Socket, {error, Reason}, _Password) ->
    gen_tcp:close(Socket),
    {error, Reason}.

value({ok, Term}) -> Term;
value({error, Reason}) -> {error, Reason}.
