namespace Chan.Server.Hosting;

/// <summary>What the gateway's program was started with.</summary>
internal sealed record ServerCommandLine
{
    /// <summary>Text of <c>--help</c>.</summary>
    public const string Help = """
        chan gateway: offers the services of a configuration file to clients that know a password.

        Usage: Chan.Server [--config FILE] [--Section:Key VALUE ...]

          --config FILE         configuration, JSON or (name ends in .conf) lib_chan's form; default: config/chan.json
          --Section:Key VALUE   overrides one key of the file, as: --ports:native:port 0
          --version             prints the version
          --help                prints this

        Environment variables Chan__Section__Key override the file, too. Passwords are not taken from the command line.
        Ends with 0 when it was told to stop (Ctrl+C, SIGTERM), 2 for a faulty configuration, 1 for anything else.
        Keys and faults: docs/configuration.md

        """;

    /// <summary>Path given with <c>--config</c>; null for the default.</summary>
    public string? ConfigurationPath { get; init; }

    /// <summary>Overrides of the file.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public bool ShowHelp { get; init; }

    public bool ShowVersion { get; init; }

    /// <summary>What is wrong with the command line; null if nothing is.</summary>
    public string? Fault { get; init; }

    /// <summary>Reads the arguments.</summary>
    public static ServerCommandLine Parse(IReadOnlyList<string> arguments)
    {
        string? path = null;
        List<string> settings = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            (string name, string? value) = argument.Split('=', 2) is [var left, var right] ? (left, right) : (argument, null);
            switch (name)
            {
                case "--help" or "-h" or "-?":
                    return new() { ShowHelp = true };
                case "--version":
                    return new() { ShowVersion = true };
                case ['-', '-', _, ..] when (value ??= i + 1 < arguments.Count ? arguments[++i] : null) is null:
                    return new() { Fault = $"{name} needs a value behind it." };
                case "--config":
                    path = value;
                    break;
                case ['-', '-', _, ..]:
                    settings.AddRange([name, value!]);
                    break;
                default:

                    // Not quoted: it may be a password that somebody tried to give.
                    return new() { Fault = $"Argument {i + 1} is not an option; options begin with --." };
            }
        }

        return new() { ConfigurationPath = path, Settings = settings };
    }

    /// <summary>Without values.</summary>
    public override string ToString() => nameof(ServerCommandLine);
}
