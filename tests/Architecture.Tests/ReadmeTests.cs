namespace Chan.Architecture.Tests;

/// <summary>What the README shows is what the repository holds.</summary>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("samples/NameServerClient/Program.cs")]
    [InlineData("tests/Interop.Tests/Classic/tour.txt")]
    public void A_file_that_the_readme_quotes_is_quoted_as_it_is(string path)
        => Assert.Contains(Text(path).Trim(), Text("README.md"), StringComparison.Ordinal);

    [Fact]
    public void Every_link_of_the_readme_leads_to_a_file()
    {
        string[] targets = [.. Text("README.md").Split("](").Skip(1).Select(rest => rest[..rest.IndexOf(')', StringComparison.Ordinal)])];
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), $"{target} does not exist."));
    }

    private static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");
}
