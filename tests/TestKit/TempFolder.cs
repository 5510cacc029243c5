namespace Chan.TestKit;

/// <summary>A folder of the test's own, which goes with everything in it when the test ends.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes an empty folder that only its owner may enter (mode 0700 where there are modes).</summary>
    public TempFolder()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "chan-test-" + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else
        {
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Full path of a file in the folder, which need not exist.</summary>
    public string File(params ReadOnlySpan<string> parts)
    {
        string path = Path;
        foreach (string part in parts)
        {
            path = System.IO.Path.Combine(path, part);
        }

        return path;
    }

    /// <summary>Writes a text file and gives its full path.</summary>
    /// <param name="name">Name of the file inside the folder.</param>
    /// <param name="text">What it holds, written as UTF-8 without a byte order mark.</param>
    /// <param name="mode">Permissions, where there are any; readable and writable by the owner alone if not given.</param>
    public string Write(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test moved or removed it itself.
        }
    }
}
