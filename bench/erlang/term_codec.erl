%% The Erlang half of TermCodecBenchmark, which starts it: takes one line such as "encode nested_map 30000" at a time
%% and answers with the operations per second of processor time of that many. Ends with its input.
-module(term_codec).
-export([main/0]).

main() ->
    case io:get_line("") of
        Line when is_list(Line) ->
            [Operation, Shape, Count] = string:lexemes(Line, " \n"),
            io:format("~w~n", [rate(Operation, shape(Shape), list_to_integer(Count))]),
            main();
        _ ->
            halt()
    end.

shape("store_tuple") ->
    {store, joe, "writing a book"};
shape("list_1k_ints") ->
    lists:seq(1, 1000);
shape("nested_map") ->
    #{name => joe, age => 42, tags => [a, b, c],
      addr => #{street => <<"Main 1">>, city => "Stockholm", geo => #{lat => 59.33, lon => 18.06}},
      items => [#{id => I, qty => I * 3, sku => <<"sku-", (integer_to_binary(I))/binary>>} || I <- lists:seq(1, 10)]};
shape("binary_64KiB") ->
    binary:copy(<<42>>, 65536).

rate("encode", T, N) ->
    rate(N, fun() -> encode(T, N, 0) end);
rate("decode", T, N) ->
    B = term_to_binary(T, [{minor_version, 2}]),
    rate(N, fun() -> decode(B, N) end);
rate("decode_sum", T, N) ->
    B = term_to_binary(T, [{minor_version, 2}]),
    rate(N, fun() -> decode_sum(B, N, 0) end).

rate(N, F) ->
    {Before, _} = statistics(runtime),
    F(),
    {After, _} = statistics(runtime),
    round(N * 1000 / max(1, After - Before)).

%% The results are used: the compiler drops pure calls whose results are not.
encode(_, 0, Sum) -> Sum;
encode(T, N, Sum) -> encode(T, N - 1, Sum + byte_size(term_to_binary(T))).

decode_sum(_, 0, Sum) -> Sum;
decode_sum(B, N, Sum) -> decode_sum(B, N - 1, Sum + lists:sum(binary_to_term(B))).

decode(_, 0) -> ok;
decode(B, N) -> case binary_to_term(B) of undefined -> exit(bad); _ -> decode(B, N - 1) end.
