using System.Xml.Linq;

namespace Chan.Architecture.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Full path of its root, found upwards from where the tests run.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all files that are source and not build output, relative to the root, with forward slashes, sorted.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(FindRoot())).Order(StringComparer.Ordinal)];

    /// <summary>Files below a folder with an extension.</summary>
    public static IEnumerable<string> FilesIn(string folder, string extension)
        => Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    /// <summary>Text of a file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Lines of a file.</summary>
    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>An MSBuild file.</summary>
    public static XDocument ReadXml(string path) => XDocument.Parse(Read(path));

    /// <summary>Values of an attribute of all elements with a name.</summary>
    public static string[] Attributes(XDocument document, string element, string attribute)
        => [.. document.Descendants(element).Select(found => (string?)found.Attribute(attribute)).OfType<string>()];

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Chan.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Chan.slnx.");
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is not DirectoryInfo below)
            {
                yield return Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/');
            }
            else if (below.Name is not ("bin" or "obj" or ".git" or ".vs" or ".idea" or "artifacts" or "TestResults" or "BenchmarkDotNet.Artifacts"))
            {
                foreach (string file in Walk(below))
                {
                    yield return file;
                }
            }
        }
    }
}
