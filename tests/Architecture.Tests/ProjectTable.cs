namespace Chan.Architecture.Tests;

/// <summary>What every product project may refer to. An arrow that is not here does not exist; adding one is a decision, made here.</summary>
internal static class ProjectTable
{
    /// <summary>The rows, lowest project first.</summary>
    public static readonly IReadOnlyList<Row> Rows =
    [
        new("Chan.Terms", Projects: [], Packages: []),
        new("Chan.Protocol", Projects: ["Chan.Terms"], Packages: ["Portable.BouncyCastle", "BouncyCastle.Cryptography"]),
        new("Chan.Client", Projects: ["Chan.Protocol"], Packages: ["Microsoft.Extensions.Logging.Abstractions"]),
        new(
            "Chan.Distribution",
            Projects: ["Chan.Terms"],
            Packages: ["Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions"]),
        new(
            "Chan.Server",
            Projects: ["Chan.Protocol", "Chan.Distribution"],
            Packages: ["Microsoft.Extensions.Hosting", "Microsoft.Extensions.Configuration.Json"]),
        new("Chan.Cli", Projects: ["Chan.Client", "Chan.Server", "Chan.Distribution"], Packages: ["Spectre.Console", "System.CommandLine"]),
    ];

    /// <summary>Names of the assemblies, for theories.</summary>
    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    /// <summary>The row of a project.</summary>
    public static Row Find(string name) => Rows.Single(row => row.Name == name);

    /// <summary>A project with everything that it reaches by project references.</summary>
    public static IReadOnlySet<string> Closure(string name)
        => Find(name).Projects.SelectMany(Closure).Append(name).ToHashSet(StringComparer.Ordinal);

    /// <summary>One project.</summary>
    internal sealed record Row(string Name, string[] Projects, string[] Packages)
    {
        /// <summary>Path of its project file, relative to the root.</summary>
        public string Path => Repository.Files.Single(file => file.EndsWith($"/{Name}.csproj", StringComparison.Ordinal));

        /// <summary>Its folder, relative to the root.</summary>
        public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

        /// <summary>Its compiled assembly beside the tests.</summary>
        public string AssemblyPath => System.IO.Path.Combine(AppContext.BaseDirectory, Name + ".dll");
    }
}
