using System.Text.RegularExpressions;

namespace Chan.Architecture.Tests;

public sealed partial class SourceFileTests
{
    private const int LargestFile = 500;
    private const int NinetiethPercentile = 250;
    private const int MedianFile = 100;

    private static readonly string[] VagueWords = ["Manager", "Helper", "Util", "Utils", "Utility", "Utilities"];

    [Fact]
    public void Every_product_file_stands_in_the_folder_that_its_namespace_names()
    {
        var faults = new List<string>();
        foreach (ProjectTable.Row row in ProjectTable.Rows)
        {
            foreach (string file in Repository.FilesIn(row.Folder, ".cs"))
            {
                string folder = Path.GetDirectoryName(file)!.Replace('\\', '/')[row.Folder.Length..];
                string expected = row.Name + folder.Replace('/', '.');
                Match found = NamespaceLine().Match(Repository.Read(file));
                if (found.Success && found.Groups[1].Value != expected)
                {
                    faults.Add($"{file}: namespace {found.Groups[1].Value}, expected {expected}");
                }
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void A_product_file_holds_one_public_type_and_is_named_after_it()
    {
        var faults = new List<string>();
        foreach (string file in Repository.FilesIn("src", ".cs"))
        {
            string[] types = [.. PublicType().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value)];
            string fileName = Path.GetFileName(file).Split('.')[0];
            if (types.Length > 1 || (types.Length == 1 && types[0] != fileName))
            {
                faults.Add($"{file}: {string.Join(", ", types)}");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold()
        => Assert.Empty(
            from file in CodeFiles()
            let lines = Repository.ReadLines(file).Length
            where lines > LargestFile
            select $"{file}: {lines} lines; split it by concern (Type.Concern.cs)");

    [Fact]
    public void Product_files_are_small_as_a_rule()
    {
        int[] lengths = [.. Repository.FilesIn("src", ".cs").Select(file => Repository.ReadLines(file).Length).Order()];

        Assert.InRange(lengths[lengths.Length / 2], 0, MedianFile);
        Assert.InRange(lengths[lengths.Length * 9 / 10], 0, NinetiethPercentile);
    }

    [Fact]
    public void No_file_or_type_has_a_name_that_says_nothing()
    {
        IEnumerable<string> names = CodeFiles()
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .Concat(Repository.FilesIn("src", ".cs").SelectMany(file => AnyType().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value)));

        Assert.DoesNotContain(names.Distinct(), name => Array.Exists(VagueWords, word => name.EndsWith(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_tracked_text_names_a_path_of_one_machine()
        => Assert.Empty(
            from file in Repository.Files
            where Path.GetExtension(file) is ".cs" or ".md" or ".sh" or ".json" or ".conf" or ".erl" or ".csproj" or ".props" or ".service" or "" or ".txt"
            from match in MachinePath().Matches(Repository.Read(file))
            select $"{file}: {match.Value}");

    [Fact]
    public void Nothing_in_the_product_is_postponed()
        => Assert.Empty(
            from file in CodeFiles()
            where !file.EndsWith("/SourceFileTests.cs", StringComparison.Ordinal)
            from match in Postponed().Matches(Repository.Read(file))
            select $"{file}: {match.Value}");

    [Fact]
    public void Tests_do_not_wait_by_the_clock()
        => Assert.Empty(
            from file in Repository.FilesIn("tests", ".cs")
            where !file.EndsWith("/SourceFileTests.cs", StringComparison.Ordinal)
            from match in WaitByClock().Matches(Repository.Read(file))
            select $"{file}: {match.Value}");

    private static IEnumerable<string> CodeFiles()
        => Repository.FilesIn("src", ".cs").Concat(Repository.FilesIn("tests", ".cs")).Concat(Repository.FilesIn("bench", ".cs")).Concat(Repository.FilesIn("samples", ".cs"));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^public (?:(?:static|abstract|sealed|partial|readonly|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate [\w<>?\[\], .]+?) (\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|abstract|sealed|partial|readonly|ref) )+(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex AnyType();

    [GeneratedRegex(@"/(?:wor[k]|roo[t]|far[m]|tmp/w[t])/")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"NotImplementedException|\b(?:TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Postponed();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\((?![^;]*[cC]lock)(?![^;]*TimeProvider)")]
    private static partial Regex WaitByClock();
}
