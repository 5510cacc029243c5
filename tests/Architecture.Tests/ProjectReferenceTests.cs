using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Chan.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    public static TheoryData<string> Names => ProjectTable.Names;

    [Fact]
    public void Every_product_project_has_a_row_in_the_table()
        => Assert.Equal(
            ProjectTable.Rows.Select(row => row.Name).Order(),
            Repository.FilesIn("src", ".csproj").Select(Path.GetFileNameWithoutExtension).Order());

    [Fact]
    public void Every_project_is_in_the_solution()
        => Assert.Equal(
            Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Repository.Attributes(Repository.ReadXml("Chan.slnx"), "Project", "Path").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_file_refers_to_what_the_table_says(string name)
    {
        ProjectTable.Row row = ProjectTable.Find(name);
        XDocument project = Repository.ReadXml(row.Path);

        Assert.Equal(
            row.Projects.Order(),
            Repository.Attributes(project, "ProjectReference", "Include").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.Equal(row.Packages.Order(), Repository.Attributes(project, "PackageReference", "Include").Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_compiled_assembly_refers_to_nothing_of_ours_beyond_the_table(string name)
        => Assert.Subset(
            ProjectTable.Closure(name).ToHashSet(),
            References(ProjectTable.Find(name).AssemblyPath).Where(reference => reference.StartsWith("Chan.", StringComparison.Ordinal)).ToHashSet());

    [Fact]
    public void Only_the_gateway_uses_the_web_framework()
    {
        foreach (ProjectTable.Row row in ProjectTable.Rows.Where(row => row.Name is not "Chan.Server"))
        {
            Assert.Empty(Repository.Attributes(Repository.ReadXml(row.Path), "FrameworkReference", "Include"));
        }
    }

    [Fact]
    public void What_a_client_program_pulls_in_is_free_of_hosting_of_the_process_runtime_and_of_the_gateway()
    {
        string[] foreign = ["Microsoft.Extensions.Hosting", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Diagnostics", "Microsoft.AspNetCore", "Chan.Distribution", "Chan.Server", "Chan.Cli"];

        foreach (string assembly in ProjectTable.Closure("Chan.Client"))
        {
            string[] references = References(ProjectTable.Find(assembly).AssemblyPath);
            Assert.DoesNotContain(references, reference => Array.Exists(foreign, word => (reference + ",").StartsWith(word, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Libraries_have_no_reference_that_only_an_executable_may_have()
        => Assert.All(
            ProjectTable.Rows.Where(row => row.Name is not ("Chan.Server" or "Chan.Cli")),
            row => Assert.DoesNotContain("<OutputType>", Repository.Read(row.Path), StringComparison.Ordinal));

    private static string[] References(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
