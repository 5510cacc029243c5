namespace Chan.Server.Hosting;

/// <summary>The configuration that is used when none is named.</summary>
internal static class DefaultConfiguration
{
    private static readonly string RelativePath = Path.Combine("config", "chan.json");

    /// <summary>
    /// <c>config/chan.json</c> below the current folder, so that an edited file of the repository counts at once; else the
    /// copy beside the program.
    /// </summary>
    public static string Find(string currentFolder)
        => File.Exists(Path.Combine(currentFolder, RelativePath)) ? RelativePath : Path.Combine(AppContext.BaseDirectory, RelativePath);
}
