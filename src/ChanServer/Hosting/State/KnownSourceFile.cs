using System.Globalization;
using System.Text;
using Chan.Server.Listening.Admission;

namespace Chan.Server.Hosting.State;

/// <summary>Known sources in the gateway's state folder: one line for each, the source and the second of its last success.</summary>
internal sealed class KnownSourceFile(StateFolder folder) : IKnownSourceStore
{
    private const string FileName = "known.sources";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KnownSource>> LoadAsync(CancellationToken cancellationToken)
    {
        byte[]? content = await folder.ReadAsync(FileName, cancellationToken).ConfigureAwait(false);
        return content is null ? [] : [.. Encoding.ASCII.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<KnownSource>()];
    }

    /// <inheritdoc/>
    public Task SaveAsync(IReadOnlyList<KnownSource> sources, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        foreach (KnownSource known in sources)
        {
            text.Append(CultureInfo.InvariantCulture, $"{known.Source} {known.LastSuccess.ToUnixTimeSeconds()}\n");
        }

        return folder.WriteAtomicAsync(FileName, Encoding.ASCII.GetBytes(text.ToString()), cancellationToken);
    }

    // A line that somebody damaged makes one source a stranger, no more.
    private static KnownSource? Parse(string line)
    {
        string[] parts = line.Split(' ');
        return parts.Length == 2 && SourceKey.TryParse(parts[0], out SourceKey source)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new KnownSource(source, DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
    }
}
