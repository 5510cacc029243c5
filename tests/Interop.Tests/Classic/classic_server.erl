%% A server of the classic protocol. Every connection has a middle man that owns the socket, linked to the process that runs the service.
%%
%% Services: [{Name, Password | none, {Module, Function, ArgS}}]. Options: #{challenge => String} fixes the challenge.
-module(classic_server).
-export([start/2, start/3, stop/1]).

start(Port, Services) ->
    start(Port, Services, #{}).

%% {ok, Server, PortReallyBound}
start(Port, Services, Options) ->
    Starter = self(),
    Server = spawn(fun() ->
        {ok, Listener} = gen_tcp:listen(Port, [{ip, {127, 0, 0, 1}}, {reuseaddr, true}, {backlog, 128} | classic_wire:socket_options()]),
        {ok, Bound} = inet:port(Listener),
        Starter ! {self(), Bound},
        accept(Listener, Services, Options)
    end),
    receive {Server, Bound} -> {ok, Server, Bound} end.

stop(Server) ->
    exit(Server, kill).

accept(Listener, Services, Options) ->
    {ok, Socket} = gen_tcp:accept(Listener),
    MiddleMan = spawn(fun() -> receive go -> middle_man(Socket, Services, Options) end end),
    ok = gen_tcp:controlling_process(Socket, MiddleMan),
    MiddleMan ! go,
    accept(Listener, Services, Options).

middle_man(Socket, Services, Options) ->
    case handshake(Socket, Services, Options) of
        {ok, {Module, Function, ArgS}, ArgC} ->
            process_flag(trap_exit, true),
            Self = self(),
            Controller = spawn_link(fun() -> Module:Function(Self, ArgC, ArgS) end),
            ok = inet:setopts(Socket, [{active, true}]),
            relay(Socket, Controller);
        closed ->
            gen_tcp:close(Socket)
    end.

handshake(Socket, Services, Options) ->
    case classic_wire:next(Socket, infinity) of
        {ok, {startService, Name, ArgC}} ->
            case lists:keyfind(Name, 1, Services) of
                {_, none, Target} -> admit(Socket, Target, ArgC);
                {_, Password, Target} -> challenge(Socket, Password, Target, ArgC, Options);
                false -> refuse(Socket, badService)
            end;
        _ ->
            closed
    end.

challenge(Socket, Password, Target, ArgC, Options) ->
    Challenge = maps:get(challenge, Options, [$a + rand:uniform(26) - 1 || _ <- lists:seq(1, 25)]),
    classic_wire:send(Socket, {challenge, Challenge}),
    Proof = classic_wire:proof(Challenge, Password),
    case classic_wire:next(Socket, infinity) of
        {ok, {response, Proof}} -> admit(Socket, Target, ArgC);
        {ok, {response, _}} -> refuse(Socket, authFail);
        _ -> closed
    end.

admit(Socket, Target, ArgC) ->
    classic_wire:send(Socket, ack),
    {ok, Target, ArgC}.

refuse(Socket, Reason) ->
    classic_wire:send(Socket, Reason),
    closed.

relay(Socket, Controller) ->
    receive
        {tcp, Socket, Frame} ->
            Controller ! {chan, self(), binary_to_term(Frame)},
            relay(Socket, Controller);
        {tcp_closed, Socket} ->
            unlink(Controller),
            Controller ! {chan_closed, self()};
        {send, Term} ->
            classic_wire:send(Socket, Term),
            relay(Socket, Controller);
        close ->
            gen_tcp:close(Socket);
        {'EXIT', Controller, _} ->
            gen_tcp:close(Socket)
    end.
