%% The Erlang half of ProcessBenchmarks: the same rows by the same names. It reads one request per line from its standard input and
%% answers each with one line, so that the other half can let the two take turns:
%%   rate Row Count     ->  nanoseconds that the row took
%%   memory Count       ->  bytes per idle process, processes spawned per second
%% It ends with its standard input.
-module(processes).
-export([main/0]).
-export([nothing/0, echo/0, idle/0]).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).

main() ->
    ok = io:setopts(standard_io, [binary]),
    Ring = ring(1000),
    Echo = spawn(?MODULE, echo, []),
    serve(#{ring => Ring, echo => Echo}).

serve(Env) ->
    case io:get_line(standard_io, "") of
        Line when is_binary(Line) ->
            answer(string:lexemes(string:trim(Line), " "), Env),
            serve(Env);
        _ ->
            halt()
    end.

answer([<<"rate">>, Row, Count], Env) ->
    N = binary_to_integer(Count),
    erlang:garbage_collect(),
    Start = erlang:monotonic_time(nanosecond),
    run(Row, N, Env),
    io:format("~w~n", [erlang:monotonic_time(nanosecond) - Start]);
answer([<<"memory">>, Count], _) ->
    {Bytes, Rate} = idle_memory(binary_to_integer(Count)),
    io:format("~w ~w~n", [Bytes, Rate]).

run(<<"spawn_exit_DOWN_serial">>, N, _) -> spawn_serial(N);
run(<<"spawn_exit_DOWN_batch1000">>, N, _) -> spawn_batch(N);
run(<<"pingpong_2procs">>, N, #{echo := Echo}) -> ping(Echo, N);
run(<<"send_oneway_1M">>, N, _) -> fan_in(1, N);
run(<<"fanin_8to1">>, N, _) -> fan_in(8, N div 8);
run(<<"selective_receive_backlog1000">>, N, _) -> with_backlog(fun() -> wanted_value(N) end);
run(<<"selective_receive_predicate_backlog1000">>, N, _) -> with_backlog(fun() -> wanted_any(N) end);
run(<<"call_with_fresh_ref_backlog1000">>, N, #{echo := Echo}) -> with_backlog(fun() -> calls(Echo, N) end);
run(<<"gen_server_call">>, N, _) ->
    {ok, Server} = gen_server:start(?MODULE, [], []),
    server_calls(Server, N),
    gen_server:stop(Server);
run(<<"ring_1000x1000">>, N, #{ring := First}) -> laps(First, N div 1000).

nothing() -> ok.

idle() -> receive stop -> ok end.

spawn_serial(0) -> ok;
spawn_serial(N) ->
    {_, Down} = spawn_monitor(?MODULE, nothing, []),
    receive {'DOWN', Down, process, _, normal} -> spawn_serial(N - 1) end.

spawn_batch(N) when N =< 0 -> ok;
spawn_batch(N) ->
    Started = [spawn_monitor(?MODULE, nothing, []) || _ <- lists:seq(1, 1000)],
    [receive {'DOWN', Down, process, _, normal} -> ok end || {_, Down} <- Started],
    spawn_batch(N - 1000).

echo() ->
    receive
        {ping, From, X} -> From ! {pong, X}, echo();
        {Ref, From} -> From ! {Ref, ok}, echo()
    end.

ping(_, 0) -> ok;
ping(Echo, N) ->
    Echo ! {ping, self(), N},
    receive {pong, N} -> ping(Echo, N - 1) end.

fan_in(Producers, Each) ->
    Boss = self(),
    Sink = spawn_link(fun() -> drain(Producers * Each), Boss ! {drained, self()} end),
    [spawn_link(fun() -> produce(Sink, Each) end) || _ <- lists:seq(1, Producers)],
    receive {drained, Sink} -> ok end.

drain(0) -> ok;
drain(N) -> receive {_, _} -> drain(N - 1) end.

produce(_, 0) -> ok;
produce(Sink, N) -> Sink ! {self(), N}, produce(Sink, N - 1).

with_backlog(Work) ->
    {_, Down} = spawn_monitor(fun() -> [self() ! {junk, I} || I <- lists:seq(1, 1000)], Work() end),
    receive {'DOWN', Down, process, _, normal} -> ok end.

wanted_value(0) -> ok;
wanted_value(N) ->
    self() ! {wanted, N},
    receive {wanted, N} -> wanted_value(N - 1) end.

wanted_any(0) -> ok;
wanted_any(N) ->
    self() ! {wanted, N},
    receive {wanted, _} -> wanted_any(N - 1) end.

calls(_, 0) -> ok;
calls(Echo, N) ->
    Ref = make_ref(),
    Echo ! {Ref, self()},
    receive {Ref, ok} -> calls(Echo, N - 1) end.

server_calls(_, 0) -> ok;
server_calls(Server, N) ->
    {ping, N} = gen_server:call(Server, {ping, N}),
    server_calls(Server, N - 1).

init([]) -> {ok, none}.

handle_call(Request, _, State) -> {reply, Request, State}.

handle_cast(_, State) -> {noreply, State}.

%% The process that runs the laps is the last of the ring.
ring(Length) ->
    lists:foldl(fun(_, Next) -> spawn_link(fun() -> pass(Next) end) end, self(), lists:seq(2, Length)).

pass(Next) -> receive Token -> Next ! Token, pass(Next) end.

laps(_, 0) -> ok;
laps(First, N) ->
    First ! {token, N},
    receive {token, N} -> laps(First, N - 1) end.

idle_memory(Count) ->
    erlang:garbage_collect(),
    Before = erlang:memory(total),
    Start = erlang:monotonic_time(nanosecond),
    Pids = [spawn(?MODULE, idle, []) || _ <- lists:seq(1, Count)],
    Spent = erlang:monotonic_time(nanosecond) - Start,
    Bytes = (erlang:memory(total) - Before) div Count,
    Monitors = [monitor(process, Pid) || Pid <- Pids],
    [Pid ! stop || Pid <- Pids],
    [receive {'DOWN', Down, _, _, _} -> ok end || Down <- Monitors],
    {Bytes, Count * 1000000000 div Spent}.
