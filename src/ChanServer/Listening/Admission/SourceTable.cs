using Chan.Server.Configuration;

namespace Chan.Server.Listening.Admission;

/// <summary>The entries of all sources: IPv4 and IPv6 apart, so that neither family can crowd out the other.</summary>
/// <remarks>
/// When a table is full, newcomers share an entry; sources with a success share another one, which strangers cannot charge.
/// </remarks>
internal sealed class SourceTable(GatewayLimits limits, Func<SourceEntry, bool> isIdle)
{
    private readonly BoundedTable<SourceKey, SourceEntry> _sources4 = new(limits.TableSize, static () => new(), isIdle);
    private readonly BoundedTable<SourceKey, SourceEntry> _sources6 = new(limits.TableSize, static () => new(), isIdle);
    private readonly SourceEntry _knownOverflow4 = new();
    private readonly SourceEntry _knownOverflow6 = new();

    /// <summary>The entry that stands for a source.</summary>
    public SourceEntry GetOrAdd(SourceKey source, bool isKnown)
    {
        BoundedTable<SourceKey, SourceEntry> table = source.IsIPv4 ? _sources4 : _sources6;
        SourceEntry entry = table.GetOrAdd(source);
        return !isKnown || !ReferenceEquals(entry, table.Overflow) ? entry : source.IsIPv4 ? _knownOverflow4 : _knownOverflow6;
    }
}
