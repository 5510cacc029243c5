%% What Initialisation.cs is in C#: a gen_server and a gen_statem whose initialisation ends as the argument says.
-module(failing_init).
-export([start/2, linked/2, enter/1]).
-export([init/1, callback_mode/0, handle_event/4, handle_call/3, handle_cast/2]).

%% What the start gives, and whether the name is free then.
start(Behaviour, How) -> {plain(Behaviour:start({local, failing}, ?MODULE, How, [])), whereis(failing)}.

%% How the process ends. It is linked to this one.
linked(Behaviour, How) ->
    Trapped = process_flag(trap_exit, true),
    Behaviour:start_link(?MODULE, How, []),
    receive {'EXIT', _, Reason} -> process_flag(trap_exit, Trapped), plain(Reason) end.

%% How a process ends that becomes a server under a name that it has not.
enter(Name) ->
    {Pid, Monitor} = proc_lib:spawn_opt(fun() -> gen_server:enter_loop(?MODULE, [], [], Name) end, [monitor]),
    receive {'DOWN', Monitor, process, Pid, Reason} -> plain(Reason) end.

%% Without the stack, which each runtime has in its own words.
plain({error, Reason}) -> {error, plain(Reason)};
plain({Reason, [{_, _, _, _} | _]}) -> {Reason, stack};
plain(Term) -> Term.

init({error, Reason}) -> error(Reason);
init({exit, Reason}) -> exit(Reason);
init({throw, Value}) -> throw(Value);
init({stop, Reason}) -> {stop, Reason};
init(ignore) -> ignore.

callback_mode() -> handle_event_function.

handle_event(_, _, _, _) -> keep_state_and_data.

handle_call(_, _, State) -> {reply, ok, State}.

handle_cast(_, State) -> {noreply, State}.
