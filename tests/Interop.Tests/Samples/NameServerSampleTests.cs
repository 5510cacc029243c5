namespace Chan.Interop.Tests.Samples;

[Trait("Scenario", "R1")]
[Trait("Scenario", "R5")]
public sealed class NameServerSampleTests() : SampleTests("NameServer", linesTyped: 17)
{
    private protected override string Server(string language) => language switch
    {
        "net" => """
            $ dotnet run --project samples/NameServer -- first@localhost
            {ok,"Stockholm"}
            first@localhost serves kvs; Ctrl-C ends it.
            """,
        "erl" => """
            $ erl -sname first@localhost
            (first@localhost)1> c("samples/NameServer/kvs").
            {ok,kvs}
            (first@localhost)2> kvs:start().
            true
            """,
        _ => """
            $ iex --sname first@localhost
            iex(first@localhost)1> c("samples/NameServer/kvs.ex")
            [:kvs]
            iex(first@localhost)2> :kvs.start()
            true
            """,
    };

    private protected override string Client(string language) => language switch
    {
        "net" => """
            $ dotnet run --project samples/NameServer -- second@localhost first@localhost
            true
            {ok,sunny}
            """,
        "erl" => """
            $ erl -sname second@localhost
            (second@localhost)1> rpc:call(first@localhost, kvs, store, [weather, sunny]).
            true
            (second@localhost)2> rpc:call(first@localhost, kvs, lookup, [weather]).
            {ok,sunny}
            (second@localhost)3> rpc:call(first@localhost, kvs, lookup, [nothing]).
            undefined
            """,
        _ => """
            $ iex --sname second@localhost
            iex(second@localhost)1> :rpc.call(:first@localhost, :kvs, :store, [:weather, :sunny])
            true
            iex(second@localhost)2> :rpc.call(:first@localhost, :kvs, :lookup, [:weather])
            {:ok, :sunny}
            iex(second@localhost)3> :rpc.call(:first@localhost, :kvs, :lookup, [:nothing])
            :undefined
            """,
    };
}
