using Chan.Architecture.Tests.Metadata;

namespace Chan.Architecture.Tests;

/// <summary>Inside an assembly, too, arrows point one way. The tables say what a folder may use besides itself and its own subfolders.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, Dictionary<string, string[]>> Tables = new(StringComparer.Ordinal)
    {
        ["Chan.Distribution"] = new(StringComparer.Ordinal)
        {
            ["Processes"] = [],
            ["Otp"] = ["Processes"],
            ["Net"] = ["Processes"],
            ["Cluster"] = ["Processes", "Otp", "Net"],
            ["Hosting"] = ["Processes", "Otp", "Net", "Cluster"],
        },
        ["Chan.Server"] = new(StringComparer.Ordinal)
        {
            ["Diagnostics"] = [],
            ["Configuration"] = ["Diagnostics"],
            ["Services"] = ["Configuration", "Diagnostics"],
            ["Sessions"] = ["Configuration", "Diagnostics", "Services"],
            ["Listening"] = ["Configuration", "Diagnostics", "Services", "Sessions"],
            ["Hosting"] = ["Configuration", "Diagnostics", "Services", "Sessions", "Listening"],
        },
    };

    public static TheoryData<string> Assemblies => [.. Tables.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_lower_folder_does_not_use_a_higher_one(string assembly)
    {
        Dictionary<string, string[]> table = Tables[assembly];
        IEnumerable<NamespaceGraph.Use> forbidden = NamespaceGraph.Read(ProjectTable.Find(assembly).AssemblyPath)
            .Select(use => use with { From = TopFolder(assembly, use.From), To = TopFolder(assembly, use.To) })
            .Where(use => use.From.Length > 0 && use.To.Length > 0 && use.From != use.To && !table.GetValueOrDefault(use.From, []).Contains(use.To));

        Assert.Empty(forbidden.Select(use => $"{use.From} uses {use.To} in {use.Member}").Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_folder_has_a_row_in_the_table(string assembly)
    {
        string root = ProjectTable.Find(assembly).Folder;
        IEnumerable<string> folders = Repository.FilesIn(root, ".cs")
            .Select(file => file[(root.Length + 1)..].Split('/'))
            .Where(parts => parts.Length > 1 && parts[0] != "Properties")
            .Select(parts => parts[0])
            .Distinct();

        Assert.Subset(Tables[assembly].Keys.ToHashSet(), folders.ToHashSet());
    }

    [Fact]
    public void The_reader_sees_uses_in_fields_signatures_and_bodies()
    {
        IReadOnlySet<NamespaceGraph.Use> uses = NamespaceGraph.Read(typeof(LayerTests).Assembly.Location);

        Assert.Contains(uses, use => use is { From: "Chan.Architecture.Tests", To: "Chan.Architecture.Tests.Metadata" } && use.Member.StartsWith("LayerTests", StringComparison.Ordinal));
        Assert.DoesNotContain(uses, use => use is { From: "Chan.Architecture.Tests.Metadata" });
    }

    // The empty text stands for the assembly's own root, whose types any folder may use.
    private static string TopFolder(string assembly, string name)
        => name.Length > assembly.Length && name.StartsWith(assembly + ".", StringComparison.Ordinal) ? name[(assembly.Length + 1)..].Split('.')[0] : "";
}
