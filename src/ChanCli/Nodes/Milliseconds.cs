using System.Globalization;

namespace Chan.Cli.Nodes;

/// <summary>Times as the commands print them.</summary>
internal static class Milliseconds
{
    internal static string Show(TimeSpan time) => time.TotalMilliseconds.ToString("0.0##", CultureInfo.InvariantCulture);
}
