%% The Erlang half of TermCodecBenchmark: the same shapes, counts and repetitions, one line each of name, value and unit.
%%   erlc term_codec.erl && erl -noshell -run term_codec main
-module(term_codec).
-export([main/0]).

main() ->
    [measure(Name, T, N) || {Name, T, N} <- shapes()],
    halt().

shapes() ->
    [{"store_tuple", {store, joe, "writing a book"}, 500000},
     {"list_1k_ints", lists:seq(1, 1000), 10000},
     {"nested_map", #{name => joe, age => 42, tags => [a, b, c],
                      addr => #{street => <<"Main 1">>, city => "Stockholm", geo => #{lat => 59.33, lon => 18.06}},
                      items => [#{id => I, qty => I * 3, sku => <<"sku-", (integer_to_binary(I))/binary>>} || I <- lists:seq(1, 10)]},
      30000},
     {"binary_64KiB", binary:copy(<<42>>, 65536), 50000}].

measure(Name, T, N) ->
    B = term_to_binary(T, [{minor_version, 2}]),
    rate("etf_encode_" ++ Name, N, fun(K) -> encode(T, K, 0) end),
    rate("etf_decode_" ++ Name, N, fun(K) -> decode(B, K) end).

rate(Name, N, F) ->
    F(N),
    Rates = [begin {Us, _} = timer:tc(fun() -> F(N) end), N * 1.0e6 / Us end || _ <- lists:seq(1, 5)],
    io:format("erlang_~s\t~w\tops/s~n", [Name, round(lists:nth(3, lists:sort(Rates)))]).

%% The results are used: the compiler drops pure calls whose results are not.
encode(_, 0, Sum) -> Sum;
encode(T, N, Sum) -> encode(T, N - 1, Sum + byte_size(term_to_binary(T))).

decode(_, 0) -> ok;
decode(B, N) -> case binary_to_term(B) of undefined -> exit(bad); _ -> decode(B, N - 1) end.
