namespace Chan.Interop.Tests.Samples;

public sealed class TodoListSampleTests
{
    [Fact]
    [Trait("Scenario", "R9")]
    public async Task The_transcript_of_the_readme_is_what_happens()
    {
        await using Terminals terminals = await Terminals.StartAsync("TodoList");

        Assert.Equal(12, await terminals.PlayAsync(Transcript.OfPage(SampleFiles.Readme("TodoList"))));
    }
}
