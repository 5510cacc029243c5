%% Supervisors of Erlang, and every way in which the start of a child can go.
-module(interop_supervisor).
-behaviour(supervisor).
-export([start/0, start_simple/0, child/1, init/1]).

start() -> started(supervisor:start_link({local, tree}, ?MODULE, listed)).

start_simple() -> started(supervisor:start_link({local, pool}, ?MODULE, simple)).

%% The supervisor outlives who starts it.
started({ok, Pid}) -> unlink(Pid), ok.

init(listed) -> {ok, {#{intensity => 1000, period => 1}, []}};
init(simple) -> {ok, {#{strategy => simple_one_for_one}, [#{id => each, start => {?MODULE, child, []}}]}}.

child(idle) -> {ok, idle()};
child(info) -> {ok, idle(), told};
child(ignore) -> ignore;
child(fail) -> {error, because};
child(throw) -> throw({error, thrown});
child(strange) -> strange;
%% Once it has run, it does not start again while there is a process named gate. It takes its time, so that the supervisor does not give up.
child(gated) ->
    case whereis(gate) of
        undefined -> {ok, idle()};
        _ -> timer:sleep(20), {error, closed}
    end.

idle() -> spawn_link(fun() -> receive stop -> ok end end).
