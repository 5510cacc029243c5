namespace Chan.Architecture.Tests;

/// <summary>The C# that the pages show compiles, and does what they say: it stands in tests/EndToEnd.Tests/Docs, word for word.</summary>
public sealed class PageSnippetTests
{
    private const string Code = "tests/EndToEnd.Tests/Docs";

    [Theory]
    [InlineData("docs/distribution.md")]
    [InlineData("docs/nodes.md")]
    [InlineData("docs/otp.md")]
    public void Every_block_of_C_sharp_is_compiled(string page)
    {
        string[] compiled = [.. Repository.FilesIn(Code, ".cs").Select(file => Plain(Repository.ReadLines(file)))];
        string[] parts = [.. Blocks(Repository.ReadLines(page)).SelectMany(Parts)];

        Assert.NotEmpty(parts);
        Assert.All(parts, part => Assert.True(compiled.Any(file => file.Contains(part, StringComparison.Ordinal)), $"{page} shows what no file of {Code} holds:\n{part}"));
    }

    private static IEnumerable<string[]> Blocks(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] == "```csharp")
            {
                string[] block = [.. lines.Skip(i + 1).TakeWhile(line => line != "```")];
                i += block.Length;
                yield return block;
            }
        }
    }

    // Types and statements of one block stand in several files: what an empty line divides is looked for by itself.
    private static IEnumerable<string> Parts(string[] block)
        => Plain(block).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(part => $"\n{part.Trim('\n')}\n");

    // Without the indentation, which is another one in a class.
    private static string Plain(string[] lines) => $"\n{string.Join('\n', lines.Select(line => line.Trim()))}\n";
}
