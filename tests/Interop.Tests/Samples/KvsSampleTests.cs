namespace Chan.Interop.Tests.Samples;

public sealed class KvsSampleTests
{
    [Fact]
    [Trait("Scenario", "O1")]
    public async Task The_transcript_of_the_readme_is_what_happens()
    {
        await using Terminals terminals = await Terminals.StartAsync("Kvs");

        Assert.Equal(23, await terminals.PlayAsync(Transcript.OfPage(SampleFiles.Readme("Kvs"))));
    }
}
