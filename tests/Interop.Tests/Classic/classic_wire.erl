%% What client and server of the classic protocol share: one external term to a frame, and the proof of the password.
%% Frames are cut by the socket itself ({packet, 4}).
-module(classic_wire).
-export([socket_options/0, send/2, next/2, proof/2]).

socket_options() ->
    [binary, {packet, 4}, {active, false}, {nodelay, true}].

%% Minor version 1 keeps the latin-1 atoms of older releases, which every peer of this protocol understands.
send(Socket, Term) ->
    gen_tcp:send(Socket, term_to_binary(Term, [{minor_version, 1}])).

next(Socket, Timeout) ->
    case gen_tcp:recv(Socket, 0, Timeout) of
        {ok, Frame} -> {ok, binary_to_term(Frame)};
        {error, Reason} -> {error, Reason}
    end.

proof(Challenge, Password) ->
    string:lowercase(binary_to_list(binary:encode_hex(erlang:md5([Challenge, Password])))).
