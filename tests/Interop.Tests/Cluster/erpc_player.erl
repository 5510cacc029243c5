%% The Erlang side of ErpcRequestsTests: requests by number in the dictionary of the playing process, and functions that end as they are told.
-module(erpc_player).
-export([wait/1, release/2, step/1]).

wait(Key) ->
    register(Key, self()),
    receive
        {value, Value} -> Value;
        {throw, Term} -> throw(Term);
        {exit, Term} -> exit(Term);
        {error, Term} -> error(Term);
        kill -> exit(self(), kill)
    end.

release(Key, Outcome) ->
    case whereis(Key) of
        undefined -> timer:sleep(5), release(Key, Outcome);
        Pid -> Pid ! Outcome, ok
    end.

step(Step) ->
    try play(Step)
    catch
        error:{Reason, Label, Collection} when is_map(Collection) ->
            put(collection, Collection),
            {raised, Label, error, Reason};
        exit:{Reason, Label, Collection} when is_map(Collection) -> put(collection, Collection), {raised, Label, exit, Reason};
        throw:{Reason, Label, Collection} when is_map(Collection) -> put(collection, Collection), {raised, Label, throw, Reason};
        Class:Reason -> {Class, Reason}
    end.

play({send, I, Node, Key}) -> put(I, erpc:send_request(Node, ?MODULE, wait, [Key])), sent;
play({send, I, Node, Key, Label}) ->
    Request = erpc:send_request(Node, ?MODULE, wait, [Key]),
    put(I, Request),
    put(collection, erpc:reqids_add(Request, Label, collection())),
    sent;
play({add, I, Label}) -> put(collection, erpc:reqids_add(get(I), Label, collection())), added;
play({wait, I, Time}) -> erpc:wait_response(get(I), time(Time));
play({'receive', I, Time}) -> {response, erpc:receive_response(get(I), time(Time))};
play({check, I, Other}) ->
    Message = receive {'DOWN', _, process, _, _} = Down -> Down end,
    no_response = erpc:check_response(Message, get(Other)),
    erpc:check_response(Message, get(I));
play({check_in_collection, Delete}) ->
    Message = receive {'DOWN', _, process, _, _} = Down -> Down end,
    answer(erpc:check_response(Message, collection(), Delete));
play({wait_in_collection, Time, Delete}) -> answer(erpc:wait_response(collection(), time(Time), Delete));
play({receive_in_collection, Time, Delete}) ->
    case erpc:receive_response(collection(), time(Time), Delete) of
        {Value, Label, New} -> answer({{response, Value}, Label, New});
        Nothing -> answer(Nothing)
    end;
play({size}) -> {erpc:reqids_size(collection()), lists:sort([Label || {_, Label} <- erpc:reqids_to_list(collection())])};
play({forget}) -> put(collection, erpc:reqids_new()), forgotten;
play({rest}) -> receive Message -> {rest, Message} after 0 -> empty end.

collection() ->
    case get(collection) of
        undefined -> erpc:reqids_new();
        Collection -> Collection
    end.

answer({{response, Value}, Label, New}) -> put(collection, New), {response, Label, Value};
answer(_) -> nothing.

time(past) -> {abs, erlang:monotonic_time(millisecond) - 1};
time(later) -> {abs, erlang:monotonic_time(millisecond) + 60000};
time(Time) -> Time.
