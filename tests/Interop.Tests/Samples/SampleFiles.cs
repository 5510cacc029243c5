namespace Chan.Interop.Tests.Samples;

/// <summary>Where the samples are: sources in the repository, programs where they were built, in the configuration of these tests.</summary>
internal static class SampleFiles
{
    private static readonly string Framework = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
    private static readonly string Configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
    private static readonly string Root = FindRoot();

    public static string Folder(string sample) => Path.Combine(Root, "samples", sample);

    public static string Readme(string sample) => File.ReadAllText(Path.Combine(Folder(sample), "README.md"));

    /// <summary>The built program of a project folder, as <c>samples/NameServer</c>.</summary>
    public static string Program(string project)
        => Path.Combine(Root, project, "bin", Configuration, Framework, Path.GetFileName(project) + ".dll");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Chan.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
