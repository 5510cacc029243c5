namespace Chan.TestKit;

public sealed partial class ErlangPeer
{
    private const string AnswerMark = "@@";

    // Reads requests from standard input: a number, a space, an expression in base64. A process of its own evaluates them one after the other,
    // keeping variables, mailbox and links from one to the next, and is replaced when it dies. The end of input ends the runtime, so a peer
    // never outlives the program that started it, however that ends.
    private const string Bootstrap = """
        Answer = fun(Id, Kind, Term) ->
            Text = unicode:characters_to_binary(io_lib:format("~0tp", [Term])),
            io:put_chars(["@@ ", Id, $\s, Kind, $\s, base64:encode(Text), $\n])
        end,
        Shell = fun Shell(Bindings) ->
            receive
                {'$eval', Id, Source} ->
                    Next = try
                        {ok, Tokens, _} = erl_scan:string(Source),
                        {ok, Parsed} = erl_parse:parse_exprs(Tokens),
                        {value, Value, Bound} = erl_eval:exprs(Parsed, Bindings),
                        Answer(Id, "ok", Value),
                        Bound
                    catch
                        Class:Reason:Stack -> Answer(Id, "error", {Class, Reason, Stack}), Bindings
                    end,
                    Shell(Next)
            end
        end,
        Start = fun() -> spawn(fun() -> Shell([]) end) end,
        Watch = fun(Id, Evaluator, Source) ->
            Monitor = monitor(process, Evaluator),
            Evaluator ! {'$eval', Id, Source},
            receive {'DOWN', Monitor, _, _, Why} -> Answer(Id, "exit", Why) after 60000 -> ok end
        end,
        Read = fun Read(Pid) ->
            case io:get_line("") of
                Line when is_list(Line) ->
                    [Id, Encoded] = string:lexemes(Line, " \n"),
                    Source = unicode:characters_to_list(base64:decode(Encoded)),
                    Evaluator = case is_process_alive(Pid) of true -> Pid; false -> Start() end,
                    spawn(fun() -> Watch(Id, Evaluator, Source) end),
                    Read(Evaluator);
                _ -> erlang:halt(0, [{flush, false}])
            end
        end,
        spawn(fun() -> io:put_chars("@@ ready\n"), Read(Start()) end).
        """;
}
