namespace Chan.Interop.Tests.Samples;

public sealed class NameServerSampleTests
{
    [Fact]
    [Trait("Scenario", "R1")]
    [Trait("Scenario", "R5")]
    public async Task The_transcript_of_the_readme_is_what_happens()
    {
        await using Terminals terminals = await Terminals.StartAsync("NameServer");

        Assert.Equal(17, await terminals.PlayAsync(Transcript.OfPage(SampleFiles.Readme("NameServer"))));
    }

    [Theory]
    [InlineData("net", "net")]
    [InlineData("erl", "erl")]
    [InlineData("iex", "iex")]
    [InlineData("erl", "iex")]
    [InlineData("iex", "erl")]
    [Trait("Scenario", "R1")]
    public async Task Pairs_of_languages_that_the_readme_does_not_show_work_too(string server, string client)
    {
        await using Terminals terminals = await Terminals.StartAsync("NameServer");

        await terminals.PlayAsync(Transcript.Parse($"{Server(server)}\n{Client(client)}"));
    }

    private static string Server(string language) => language switch
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

    private static string Client(string language) => language switch
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
