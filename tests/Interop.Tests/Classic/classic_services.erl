%% Services of the classic server that the tests talk to.
-module(classic_services).
-export([name_server/3, echo/3, report/3]).

%% {store, K, V} has no answer; {lookup, K} is answered {ok, V} or undefined. ArgS is what the table holds at first.
name_server(MiddleMan, _ArgC, #{} = Table) ->
    name_server(MiddleMan, Table).

name_server(MiddleMan, Table) ->
    receive
        {chan, MiddleMan, {store, Key, Value}} ->
            name_server(MiddleMan, Table#{Key => Value});
        {chan, MiddleMan, {lookup, Key}} ->
            Answer = case Table of #{Key := Value} -> {ok, Value}; _ -> undefined end,
            MiddleMan ! {send, Answer},
            name_server(MiddleMan, Table);
        {chan_closed, MiddleMan} ->
            ok
    end.

%% Sends back what comes; {push, Term} is sent twice, crash crashes, goodbye closes from this side.
echo(MiddleMan, ArgC, ArgS) ->
    receive
        {chan, MiddleMan, arguments} -> MiddleMan ! {send, {ArgC, ArgS}}, echo(MiddleMan, ArgC, ArgS);
        {chan, MiddleMan, {push, Term}} -> MiddleMan ! {send, Term}, MiddleMan ! {send, Term}, echo(MiddleMan, ArgC, ArgS);
        {chan, MiddleMan, crash} -> exit(crashed_on_request);
        {chan, MiddleMan, goodbye} -> MiddleMan ! close;
        {chan, MiddleMan, Term} -> MiddleMan ! {send, Term}, echo(MiddleMan, ArgC, ArgS);
        {chan_closed, MiddleMan} -> ok
    end.

%% Tells the process registered under ArgS what it sees.
report(MiddleMan, ArgC, ArgS) ->
    ArgS ! {started, ArgC},
    report(MiddleMan, ArgS).

report(MiddleMan, Watcher) ->
    receive
        {chan, MiddleMan, Term} -> Watcher ! {got, Term}, report(MiddleMan, Watcher);
        {chan_closed, MiddleMan} -> Watcher ! closed
    end.
