using System.CommandLine;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;

namespace Chan.Cli.Nodes;

/// <summary>Where the cookie of the command's own node comes from: a file, and the command line only with a warning.</summary>
internal sealed class CookieArguments
{
    internal const string FileVariable = "CHAN_COOKIE_FILE";

    private const string Name = ".erlang.cookie";

    private readonly Option<string?> _file = new("--cookie-file")
    {
        HelpName = "FILE",
        Description = $"File with the cookie. Default: {FileVariable}, then ~/{Name}.",
        Recursive = true,
    };

    private readonly Option<string?> _text = new("--cookie")
    {
        HelpName = "COOKIE",
        Description = "The cookie itself, which every user of this machine can then read: prefer a file.",
        Recursive = true,
    };

    private readonly Option<bool> _weak = new("--accept-weak-cookie")
    {
        Description = "Use the cookie though it could be guessed.",
        Recursive = true,
    };

    internal void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_text);
        command.Options.Add(_weak);
    }

    /// <summary>Puts the cookie, or its file, into the node's options.</summary>
    /// <returns>The options, and where the cookie comes from.</returns>
    /// <exception cref="UsageException">There is no cookie, or two are given.</exception>
    internal (NodeOptions Options, string Origin) Read(ParseResult arguments, CliEnvironment environment, NodeOptions options)
    {
        WeakCookies weak = arguments.GetValue(_weak) ? WeakCookies.Accept : WeakCookies.Refuse;
        string? file = arguments.GetValue(_file);
        if (arguments.GetValue(_text) is { } text)
        {
            if (file is not null)
            {
                throw new UsageException("--cookie-file names a file, --cookie brings the cookie itself: give one of them.");
            }

            environment.Error.WriteLine(
                "warning: the cookie stands on the command line: every user of this machine can read it there, and the shell keeps it in its history. Use --cookie-file.");
            return (options with { Cookie = Cookie.FromString(text, weak) }, "--cookie");
        }

        string path = NullIfEmpty(file) ?? NullIfEmpty(environment.GetVariable(FileVariable)) ?? FileOfUser(environment);
        return (options with { CookieFile = path, WeakCookies = weak }, path);
    }

    /// <summary>The file that Erlang's own nodes use. None is made here: a new cookie would open nothing.</summary>
    private static string FileOfUser(CliEnvironment environment)
    {
        string? home = NullIfEmpty(environment.GetVariable("HOME")) ?? NullIfEmpty(environment.GetVariable("USERPROFILE"));
        string? configuration = NullIfEmpty(environment.GetVariable("XDG_CONFIG_HOME")) ?? (home is null ? null : Path.Combine(home, ".config"));
        string[] places =
        [
            .. home is null ? [] : new[] { Path.Combine(home, Name) },
            .. configuration is null ? [] : new[] { Path.Combine(configuration, "erlang", Name) },
        ];
        return Array.Find(places, File.Exists)
            ?? throw new UsageException(
                $"No cookie: there is no {string.Join(" and no ", places.DefaultIfEmpty(Name))}. Give the file of the user that the node runs as "
                + $"with --cookie-file FILE or the variable {FileVariable}.");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
