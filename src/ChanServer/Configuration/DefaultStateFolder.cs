namespace Chan.Server.Configuration;

/// <summary>Where a gateway keeps its state if its owner says nothing.</summary>
internal static class DefaultStateFolder
{
    private const string FolderName = "chan";

    /// <summary>
    /// The folder that systemd made for the service (<c>StateDirectory=</c>), else the user's: <c>$XDG_STATE_HOME/chan</c> or
    /// <c>~/.local/state/chan</c>; on Windows <c>%LOCALAPPDATA%\chan</c>. Null where there is none of these.
    /// </summary>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    public static string? Find(Func<string, string?> environment)
    {
        // systemd lists several folders with colons; the first is the main one.
        if (environment("STATE_DIRECTORY")?.Split(':') is [{ Length: > 0 } given, ..] && Path.IsPathFullyQualified(given))
        {
            return given;
        }

        if (OperatingSystem.IsWindows())
        {
            return environment("LOCALAPPDATA") is { Length: > 0 } local ? Path.Combine(local, FolderName) : null;
        }

        // The rule of the XDG base directory specification: a relative path there is to be ignored.
        if (environment("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathFullyQualified(state))
        {
            return Path.Combine(state, FolderName);
        }

        return environment("HOME") is { Length: > 0 } home && Path.IsPathFullyQualified(home)
            ? Path.Combine(home, ".local", "state", FolderName)
            : null;
    }
}
