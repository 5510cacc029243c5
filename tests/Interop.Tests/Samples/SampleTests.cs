namespace Chan.Interop.Tests.Samples;

/// <summary>A sample of two programs, each in three languages: what its README shows, and the pairs of languages that it does not show.</summary>
/// <param name="sample">Name of its folder.</param>
/// <param name="linesTyped">How many lines the README types: fewer would mean that a part of it was not found.</param>
public abstract class SampleTests(string sample, int linesTyped)
{
    [Fact]
    public async Task The_transcript_of_the_readme_is_what_happens()
    {
        await using Terminals terminals = await Terminals.StartAsync(sample);

        Assert.Equal(linesTyped, await terminals.PlayAsync(Transcript.OfPage(SampleFiles.Readme(sample))));
    }

    [Theory]
    [InlineData("net", "net")]
    [InlineData("erl", "erl")]
    [InlineData("iex", "iex")]
    [InlineData("erl", "iex")]
    [InlineData("iex", "erl")]
    public async Task Pairs_of_languages_that_the_readme_does_not_show_work_too(string server, string client)
    {
        await using Terminals terminals = await Terminals.StartAsync(sample);

        await terminals.PlayAsync(Transcript.Parse($"{Server(server)}\n{Client(client)}"));
    }

    /// <summary>The transcript of the program that serves, in a language.</summary>
    private protected abstract string Server(string language);

    /// <summary>The transcript of the program that uses it.</summary>
    private protected abstract string Client(string language);
}
