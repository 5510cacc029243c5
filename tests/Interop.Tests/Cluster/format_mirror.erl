%% The Erlang side of FormatAgreementTests: reads [{Format, Arguments}] from standard input, in frames of a 32-bit length and a term,
%% and writes for each the text that io_lib:format/2 makes, or badarg.
-module(format_mirror).
-export([main/0]).
%% Ends with its input, also when nobody is left to end it.
main() -> process_flag(trap_exit, true), loop(open_port({fd, 0, 1}, [{packet, 4}, binary, eof])).
loop(P) ->
    receive
        {P, {data, B}} -> port_command(P, term_to_binary([text(F, A) || {F, A} <- binary_to_term(B)])), loop(P);
        _ -> halt(0, [{flush, false}])
    end.
text(Format, Arguments) ->
    try unicode:characters_to_binary(io_lib:format(Format, Arguments)) of
        Text when is_binary(Text) -> Text;
        _ -> badarg
    catch _:_ -> badarg
    end.
