using System.Xml.Linq;

namespace Chan.Architecture.Tests;

public sealed class DependencyPageTests
{
    private static readonly string[] Rows =
        [.. Repository.ReadLines("docs/dependencies.md").Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Package", StringComparison.Ordinal))];

    private static readonly Dictionary<string, string> Versions = Repository.ReadXml("Directory.Packages.props")
        .Descendants("PackageVersion")
        .ToDictionary(element => Attribute(element, "Include"), element => Attribute(element, "Version"));

    [Fact]
    public void Every_package_stands_on_the_page_with_its_version_licence_and_reason()
        => Assert.All(Versions, package =>
        {
            string row = Assert.Single(Rows, row => Cells(row)[0] == package.Key);
            Assert.Equal(package.Value, Cells(row)[1]);
            Assert.All(Cells(row), Assert.NotEmpty);
        });

    [Fact]
    public void The_page_names_no_package_that_is_gone()
        => Assert.Empty(Rows.Select(row => Cells(row)[0]).Except(Versions.Keys));

    [Fact]
    public void No_project_chooses_a_version_of_its_own()
        => Assert.All(
            Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)),
            file => Assert.Empty(Repository.Attributes(Repository.ReadXml(file), "PackageReference", "Version")));

    private static string[] Cells(string row) => row.Split('|', StringSplitOptions.TrimEntries)[1..^1];

    private static string Attribute(XElement element, string name) => (string?)element.Attribute(name) ?? throw new InvalidOperationException($"{element} has no {name}.");
}
