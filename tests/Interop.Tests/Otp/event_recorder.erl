%% A handler that keeps what it gets and does what it is told, and a client that uses a manager in every way.
-module(event_recorder).
-behaviour(gen_event).
-export([init/1, handle_event/2, handle_call/2, handle_info/2, terminate/2, code_change/3]).
-export([play/1]).

init({refuse, Reason}) -> {error, Reason};
init({crash, Reason}) -> error(Reason);
init({throw, Value}) -> throw(Value);
init(Arguments) -> {ok, {Arguments, []}}.

handle_event(remove, _) -> remove_handler;
handle_event({crash, Who}, {Who, _}) -> error(boom);
handle_event({exit, Who, Reason}, {Who, _}) -> exit(Reason);
handle_event({swap, Who, Handler, Arguments}, {Who, _} = State) -> {swap_handler, stop, State, Handler, Arguments};
handle_event(Event, {Who, Seen}) -> {ok, {Who, [Event | Seen]}}.

handle_call(seen, {_, Seen} = State) -> {ok, Seen, State};
handle_call(arguments, {Arguments, _} = State) -> {ok, Arguments, State};
handle_call(leave, _) -> {remove_handler, bye};
handle_call({swap, Handler, Arguments}, State) -> {swap_handler, ok, stop, State, Handler, Arguments};
handle_call(Request, _) -> exit({bad_call, Request}).

handle_info(Message, {Who, Seen}) -> {ok, {Who, [{info, Message} | Seen]}}.

code_change(_, State, _) -> {ok, State}.

terminate(fail, _) -> exit(crash);
terminate(Arguments, _) -> {ended, Arguments}.

%% What each step gives, in terms that do not depend on where the manager runs.
play(M) ->
    Results = [norm(try Step(M) catch exit:Reason -> {raised, Reason} end) || Step <- steps()],
    Results ++ [norm(flush())].

steps() ->
    H = event_recorder,
    [
        fun(M) -> gen_event:which_handlers(M) end,
        fun(M) -> gen_event:add_handler(M, H, one) end,
        fun(M) -> gen_event:add_handler(M, {H, 2}, two) end,
        fun(M) -> gen_event:add_handler(M, {H, 3}, {refuse, full}) end,
        fun(M) -> gen_event:add_handler(M, {H, 3}, {crash, boom}) end,
        fun(M) -> gen_event:add_handler(M, {H, 3}, {throw, early}) end,
        fun(M) -> gen_event:add_handler(M, nobody, [1]) end,
        fun(M) -> gen_event:which_handlers(M) end,
        fun(M) -> gen_event:notify(M, a) end,
        fun(M) -> gen_event:sync_notify(M, b) end,
        fun(M) -> M ! hello end,
        fun(M) -> [gen_event:call(M, Each, seen) || Each <- [H, {H, 2}, {H, 4}]] end,
        fun(M) -> gen_event:call(M, {H, 2}, arguments, 60000) end,
        fun(M) -> gen_event:call(M, {H, 2}, unknown) end,
        fun(M) -> gen_event:add_sup_handler(M, {H, a}, sup_a) end,
        fun(M) -> gen_event:add_sup_handler(M, {H, b}, sup_b) end,
        fun(M) -> gen_event:add_sup_handler(M, {H, c}, sup_c) end,
        fun(M) -> gen_event:sync_notify(M, {crash, sup_a}) end,
        fun(M) -> gen_event:sync_notify(M, {exit, sup_b, shutdown}) end,
        fun(M) -> gen_event:swap_handler(M, {{H, c}, x}, {{H, d}, y}) end,
        fun(M) -> gen_event:call(M, {H, d}, arguments) end,
        fun(M) -> gen_event:sync_notify(M, {swap, {y, {ended, x}}, {H, e}, z}) end,
        fun(M) -> gen_event:call(M, {H, e}, {swap, {H, f}, w}) end,
        fun(M) -> gen_event:swap_sup_handler(M, {{H, x}, x}, {{H, g}, y}) end,
        fun(M) -> gen_event:swap_handler(M, {{H, g}, x}, {nobody, y}) end,
        fun(M) -> gen_event:which_handlers(M) end,
        fun(M) -> gen_event:delete_handler(M, {H, f}, fail) end,
        fun(M) -> gen_event:delete_handler(M, {H, f}, again) end,
        fun(M) -> {H, false, {one, _}} = lists:keyfind(false, 2, sys:get_state(M)), ok end,
        fun(M) -> owned(M, H) end,
        fun(M) -> gen_event:call(M, H, seen) end,
        fun(M) -> gen_event:call(M, H, leave) end,
        fun(M) -> gen_event:add_sup_handler(M, H, last) end,
        fun(M) -> gen_event:stop(M) end,
        fun(M) -> gen_event:call(M, H, seen) end,
        fun(M) -> gen_event:which_handlers(M) end
    ].

%% A handler goes with the process that added it.
owned(M, H) ->
    Self = self(),
    Owner = spawn(fun() -> ok = gen_event:add_sup_handler(M, {H, own}, own), Self ! added, receive stop -> exit(gone) end end),
    receive added -> ok end,
    Before = gen_event:which_handlers(M),
    Owner ! stop,
    {Before, until(fun() -> gen_event:which_handlers(M) end, [H])}.

until(Ask, Wanted) ->
    case Ask() of
        Wanted -> Wanted;
        _ -> timer:sleep(20), until(Ask, Wanted)
    end.

%% The last of them is always the one of the handler that was there at the stop.
flush() ->
    receive
        {gen_event_EXIT, event_recorder, shutdown} = Last -> [Last];
        Message -> [Message | flush()]
    end.

norm({'EXIT', {undef, [{M, F, A, _} | _]}}) -> {undef, M, F, A};
norm({'EXIT', {Reason, [{_, _, _, _} | _]}}) -> {'EXIT', norm(Reason)};
norm(Pid) when is_pid(Pid), Pid =/= self() -> pid;
norm([Head | Tail]) -> [norm(Head) | norm(Tail)];
norm(Tuple) when is_tuple(Tuple) -> list_to_tuple(norm(tuple_to_list(Tuple)));
norm(Term) -> Term.
