namespace Chan.Cli.Output;

/// <summary>Writes files that hold secrets.</summary>
internal static class NewFile
{
    /// <summary>Writes a file that did not exist, readable and writable by its owner alone from the moment it exists.</summary>
    /// <exception cref="UsageException">The file exists or cannot be written.</exception>
    internal static async Task WriteOwnerOnlyAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            var writer = new StreamWriter(path, options);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} was not written: {e.Message}");
        }
    }
}
