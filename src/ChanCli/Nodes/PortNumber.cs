using System.Globalization;

namespace Chan.Cli.Nodes;

/// <summary>TCP ports as users write them.</summary>
internal static class PortNumber
{
    /// <exception cref="UsageException">Not from 1 to 65,535.</exception>
    internal static int Check(string what, int port)
        => port is > 0 and <= ushort.MaxValue ? port : throw new UsageException($"{what} is {port}; a port number is from 1 to {ushort.MaxValue}.");

    /// <exception cref="UsageException">No number, or not from 1 to 65,535.</exception>
    internal static int Parse(string what, string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? Check(what, port)
            : throw new UsageException($"{what} is '{text}'; a port number is from 1 to {ushort.MaxValue}.");
}
