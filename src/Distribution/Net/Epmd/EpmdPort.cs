using System.Globalization;

namespace Chan.Distribution.Net.Epmd;

/// <summary>The port at which epmd is expected.</summary>
internal static class EpmdPort
{
    /// <summary>The port registered for epmd.</summary>
    public const int Default = 4369;

    /// <summary>The variable that moves it, for Erlang nodes too.</summary>
    public const string Variable = "ERL_EPMD_PORT";

    /// <summary>The port of this machine: that of <see cref="Variable"/>, else <see cref="Default"/>.</summary>
    /// <exception cref="FormatException">The variable holds no port number.</exception>
    public static int Configured => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Reads the value of the variable; nothing means the default.</summary>
    /// <exception cref="FormatException">It is no port number.</exception>
    public static int Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Default;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw new FormatException($"{Variable} is '{text}'; a port number from 1 to {ushort.MaxValue} is due there.");
    }
}
