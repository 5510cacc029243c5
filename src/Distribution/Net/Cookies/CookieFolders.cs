namespace Chan.Distribution.Net.Cookies;

/// <summary>Where a user's cookie file may be. Protocol 8.1.</summary>
/// <param name="Home">The home folder, which is looked at first and where a new file is made; null if there is none.</param>
/// <param name="Configuration">The user's folder for settings, in which <c>erlang</c> is looked at next; null if there is none.</param>
internal sealed record CookieFolders(string? Home, string? Configuration)
{
    /// <summary>Folders to look at, in order.</summary>
    public IEnumerable<string> ToSearch
    {
        get
        {
            if (Home is not null)
            {
                yield return Home;
            }

            if (Configuration is not null)
            {
                yield return Path.Combine(Configuration, "erlang");
            }
        }
    }

    /// <summary>Folder for a new file.</summary>
    public string? ForNew => Home;

    /// <summary>Those of the user that this program runs as.</summary>
    public static CookieFolders OfThisUser()
    {
        string? home = Variable("HOME") ?? NullIfEmpty(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        string? configuration = OperatingSystem.IsWindows()
            ? NullIfEmpty(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData))
            : Variable("XDG_CONFIG_HOME") ?? (home is null ? null : Path.Combine(home, ".config"));
        return new(home, configuration);
    }

    private static string? Variable(string name) => NullIfEmpty(Environment.GetEnvironmentVariable(name));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
