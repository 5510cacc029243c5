namespace Chan.Interop.Tests.Samples;

public sealed class AckermannSampleTests
{
    [Fact]
    [Trait("Scenario", "P9")]
    public async Task The_transcript_of_the_readme_is_what_happens()
    {
        await using Terminals terminals = await Terminals.StartAsync("Ackermann");

        Assert.Equal(16, await terminals.PlayAsync(Transcript.OfPage(SampleFiles.Readme("Ackermann"))));
    }

    [Theory]
    [InlineData("net", "net")]
    [InlineData("erl", "erl")]
    [InlineData("iex", "iex")]
    [InlineData("erl", "iex")]
    [InlineData("iex", "erl")]
    [Trait("Scenario", "P9")]
    public async Task Pairs_of_languages_that_the_readme_does_not_show_work_too(string server, string client)
    {
        await using Terminals terminals = await Terminals.StartAsync("Ackermann");

        await terminals.PlayAsync(Transcript.Parse($"{Server(server)}\n{Client(client)}"));
    }

    private static string Server(string language) => language switch
    {
        "net" => """
            $ dotnet run --project samples/Ackermann -- far@localhost
            far@localhost waits for servers; Ctrl-C ends it.
            """,
        "erl" => """
            $ erl -sname far@localhost
            (far@localhost)1> c("samples/Ackermann/ackermann").
            {ok,ackermann}
            """,
        _ => """
            $ iex --sname far@localhost
            iex(far@localhost)1> c("samples/Ackermann/ackermann.ex")
            [:ackermann]
            """,
    };

    private static string Client(string language) => language switch
    {
        "net" => """
            $ dotnet run --project samples/Ackermann -- near@localhost far@localhost
            the server runs on far@localhost
            0,3 is 4
            3,0 is 5
            3,3 is 61
            {ok,'server-stopped'}
            """,
        "erl" => """
            $ erl -sname near@localhost
            (near@localhost)1> c("samples/Ackermann/ackermann").
            {ok,ackermann}
            (near@localhost)2> node(ackermann:start(far@localhost)).
            far@localhost
            (near@localhost)3> [ackermann:ask(far@localhost, M, N) || {M, N} <- [{0,3}, {3,0}, {3,3}]].
            [4,5,61]
            (near@localhost)4> ackermann:stop(far@localhost).
            {ok,'server-stopped'}
            """,
        _ => """
            $ iex --sname near@localhost
            iex(near@localhost)1> c("samples/Ackermann/ackermann.ex")
            [:ackermann]
            iex(near@localhost)2> node(:ackermann.start(:far@localhost))
            :far@localhost
            iex(near@localhost)3> for {m, n} <- [{0, 3}, {3, 0}, {3, 3}], do: :ackermann.ask(:far@localhost, m, n)
            [4, 5, 61]
            iex(near@localhost)4> :ackermann.stop(:far@localhost)
            {:ok, :"server-stopped"}
            """,
    };
}
