%% What InteropServer.cs is in C#: every reaction of a gen_server that a test can ask for. The state is the list of what was stored.
-module(interop_server).
-behaviour(gen_server).
-export([start/0, start_global/1, spy/3]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, handle_continue/2, code_change/3]).

start() -> started(gen_server:start({local, srv}, ?MODULE, [], [])).

start_global(Name) -> started(gen_server:start({global, Name}, ?MODULE, [], [])).

%% Tells a process of each system event; anything else in place of a process ends the spying.
spy(Pid, Event, Extra) when is_pid(Pid) -> Pid ! {spied, Event, Extra}, Pid;
spy(Other, _, _) -> Other.

started({ok, _}) -> ok;
started(Other) -> Other.

init([]) -> {ok, []}.

handle_call({store, Key, Value}, _, State) -> {reply, ok, [{Key, Value} | State]};
handle_call({lookup, Key}, _, State) -> {reply, proplists:get_value(Key, State), State};
handle_call({crash, Reason}, _, _) -> error(Reason);
handle_call({exit, Reason}, _, _) -> exit(Reason);
handle_call({throw, Value}, _, _) -> throw(Value);
handle_call({stop, Reason}, _, State) -> {stop, Reason, State};
handle_call({stop, Reason, Reply}, _, State) -> {stop, Reason, Reply, State};
handle_call({then, What}, _, State) -> {reply, ok, State, {continue, What}};
handle_call({silence, Time}, _, State) -> {reply, ok, State, Time};
handle_call(wait, From, State) -> {noreply, [{waiting, From} | State]}.

handle_cast({store, Key, Value}, State) -> {noreply, [{Key, Value} | State]};
handle_cast({answer, Answer}, State) ->
    [gen_server:reply(From, Answer) || {waiting, From} <- State],
    {noreply, [Pair || {Key, _} = Pair <- State, Key =/= waiting]}.

handle_info(Message, State) -> {noreply, [{info, Message} | State]}.

handle_continue(What, State) -> {noreply, [{continued, What} | State]}.

code_change(_, State, _) -> {ok, State}.
