%% The Erlang half of DistributionBenchmarks: the same rows by the same names, between two nodes. A driver reads one request per line
%% from its standard input and answers each with one line, so that the halves can take turns:
%%   rate Row Count     ->  nanoseconds that the row took
%% A peer offers the functions below, which the driver spawns there, and says "ready". Both end with their standard input.
-module(distribution).
-export([driver/1, peer/0]).
-export([echo/0, sink/1, idle/0, nothing/0]).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).

driver([PeerText]) ->
    Peer = list_to_atom(PeerText),
    ok = io:setopts(standard_io, [binary]),
    true = net_kernel:connect_node(Peer),
    Echo = spawn(Peer, ?MODULE, echo, []),
    Idle = spawn(Peer, ?MODULE, idle, []),
    ok = net_kernel:monitor_nodes(true, [{node_type, all}]),
    io:format("ready~n"),
    serve(#{peer => Peer, echo => Echo, idle => Idle}).

peer() ->
    {ok, _} = gen_server:start({local, echo_server}, ?MODULE, [], []),
    io:format("ready~n"),
    eof = io:get_line(standard_io, ""),
    halt().

serve(Env) ->
    case io:get_line(standard_io, "") of
        Line when is_binary(Line) ->
            [<<"rate">>, Row, Count] = string:lexemes(string:trim(Line), " "),
            N = binary_to_integer(Count),
            erlang:garbage_collect(),
            Start = erlang:monotonic_time(nanosecond),
            run(Row, N, Env),
            io:format("~w~n", [erlang:monotonic_time(nanosecond) - Start]),
            serve(Env);
        _ ->
            halt()
    end.

run(<<"pingpong">>, N, #{echo := Echo}) -> ping(Echo, N);
run(<<"oneway_small">>, N, #{peer := Peer}) -> one_way(Peer, N, N);
run(<<"oneway_1KiB">>, N, #{peer := Peer}) -> one_way(Peer, binary:copy(<<7>>, 1024), N);
run(<<"oneway_64KiB">>, N, #{peer := Peer}) -> one_way(Peer, binary:copy(<<7>>, 65536), N);
run(<<"rpc_call">>, N, #{peer := Peer}) -> times(N, fun() -> Peer = rpc:call(Peer, erlang, node, []) end);
run(<<"erpc_call">>, N, #{peer := Peer}) -> times(N, fun() -> Peer = erpc:call(Peer, erlang, node, []) end);
run(<<"erpc_call_64callers">>, N, #{peer := Peer}) ->
    Callers = [spawn_monitor(fun() -> times(N div 64, fun() -> Peer = erpc:call(Peer, erlang, node, []) end) end) || _ <- lists:seq(1, 64)],
    [receive {'DOWN', Down, process, _, normal} -> ok end || {_, Down} <- Callers];
run(<<"gen_server_call">>, N, #{peer := Peer}) -> server_calls(Peer, N);
run(<<"gen_server_call_64callers">>, N, #{peer := Peer}) ->
    Callers = [spawn_monitor(fun() -> server_calls(Peer, N div 64) end) || _ <- lists:seq(1, 64)],
    [receive {'DOWN', Down, process, _, normal} -> ok end || {_, Down} <- Callers];
run(<<"spawn_request_64">>, N, #{peer := Peer}) ->
    times(64, fun() -> spawn_request(Peer, ?MODULE, nothing, []) end),
    times(N - 64, fun() -> spawned(), spawn_request(Peer, ?MODULE, nothing, []) end),
    times(64, fun spawned/0);
run(<<"monitor_demonitor">>, N, #{idle := Idle, echo := Echo}) ->
    times(N, fun() -> erlang:demonitor(erlang:monitor(process, Idle), [flush]) end),
    ping(Echo, 1);
run(<<"link_unlink">>, N, #{idle := Idle, echo := Echo}) ->
    times(N, fun() -> link(Idle), unlink(Idle) end),
    ping(Echo, 1);
run(<<"connect_disconnect">>, N, #{peer := Peer}) ->
    flush(),
    times(N, fun() ->
        true = erlang:disconnect_node(Peer),
        receive {nodedown, Peer, _} -> ok end,
        connect(Peer),
        receive {nodeup, Peer, _} -> ok end end).

server_calls(Peer, N) -> times(N, fun() -> {ping, N} = gen_server:call({echo_server, Peer}, {ping, N}) end).

times(N, _) when N =< 0 -> ok;
times(N, Do) -> Do(), times(N - 1, Do).

ping(_, 0) -> ok;
ping(Echo, N) -> Echo ! {ping, self(), N}, receive {pong, N} -> ping(Echo, N - 1) end.

one_way(Peer, What, N) ->
    Sink = spawn(Peer, ?MODULE, sink, [N]),
    Sink ! {go, self()},
    times(N, fun() -> Sink ! {self(), What} end),
    receive {sunk, Sink} -> ok end.

spawned() -> receive {spawn_reply, _, ok, _} -> ok end.

%% A reconnect is refused while the other side still takes the old connection down.
connect(Peer) -> net_kernel:connect_node(Peer) orelse connect(Peer).

flush() -> receive {nodeup, _, _} -> flush(); {nodedown, _, _} -> flush() after 0 -> ok end.

%% ---- what runs on the peer

init([]) -> {ok, none}.

handle_call(Request, _, State) -> {reply, Request, State}.

handle_cast(_, State) -> {noreply, State}.

echo() -> receive {ping, From, X} -> From ! {pong, X}, echo() end.

sink(N) -> receive {go, Boss} -> drain(N), Boss ! {sunk, self()} end.

drain(0) -> ok;
drain(N) -> receive {_, _} -> drain(N - 1) end.

idle() -> receive stop -> ok end.

nothing() -> ok.
