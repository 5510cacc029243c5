%% The Erlang side of TermAgreementTests: reads {check, [Binary]} and {make, Count, Seed} from standard input, in frames of a
%% 32-bit length and a term, and writes what Erlang makes of the terms to standard output.
-module(term_mirror).
-export([main/0]).
%% Ends with its input, also when nobody is left to end it.
main() -> process_flag(trap_exit, true), loop(open_port({fd, 0, 1}, [{packet, 4}, binary, eof])).
loop(P) ->
    receive
        {P, {data, B}} -> port_command(P, term_to_binary(answer(binary_to_term(B)))), loop(P);
        _ -> halt(0, [{flush, false}])
    end.
answer({check, Bs}) ->
    Ts = [binary_to_term(B) || B <- Bs],
    {[seen(T) || T <- Ts], orders(Ts)};
answer({make, Count, Seed}) ->
    rand:seed(exsss, Seed),
    [begin T = make(4), {Encoded, Text, Short} = seen(T), {Encoded, Text, Short, term_to_binary(T, [{minor_version, 1}])} end
        || _ <- lists:seq(1, Count)].
seen(T) -> {term_to_binary(T, [{minor_version, 2}]), text("~0tp", T), text("~tp", T)}.
text(F, T) -> unicode:characters_to_binary(io_lib:format(F, [T])).
orders([A, B | Rest]) -> [order(A, B) | orders([B | Rest])];
orders(_) -> [].
order(A, B) when A =:= B -> same;
order(A, B) when A == B -> equal;
order(A, B) when A < B -> less;
order(_, _) -> greater.
make(D) ->
    case rand:uniform(case D > 0 of true -> 14; false -> 8 end) of
        1 -> rand:uniform(300) - 20;
        2 -> (rand:uniform(3) - 2) + (1 bsl rand:uniform(200));
        3 -> -(1 bsl (8 * rand:uniform(300)));
        4 -> (rand:uniform() - 0.5) * math:pow(10, rand:uniform(60) - 30);
        5 -> list_to_atom([lists:nth(rand:uniform(5), [$a, $B, $\s, 229, 8364]) || _ <- lists:seq(1, rand:uniform(4))]);
        6 -> rand:bytes(rand:uniform(20));
        7 -> <<(rand:uniform(1 bsl 30)):(rand:uniform(30))>>;
        8 -> [rand:uniform(95) + 31 || _ <- lists:seq(1, rand:uniform(10))];
        9 -> list_to_tuple(some(D, rand:uniform(12) - 1));
        10 -> some(D, rand:uniform(6) - 1);
        11 -> some(D, rand:uniform(4)) ++ make(D - 1);
        12 -> maps:from_list([{make(D - 1), make(D - 1)} || _ <- lists:seq(1, rand:uniform(7))]);
        13 -> fun lists:map/2;
        14 -> [rand:uniform(300) - 1 || _ <- lists:seq(1, rand:uniform(10))]
    end.
some(D, N) -> [make(D - 1) || _ <- lists:seq(1, N)].
