namespace Chan.Distribution.Net.Nodes;

/// <summary>What came of a change of the tick time: the answers of <c>net_kernel:set_net_ticktime/2</c>.</summary>
public enum NetTickChange
{
    /// <summary>It is the time already.</summary>
    Unchanged,

    /// <summary>The change has begun (<c>change_initiated</c>).</summary>
    Initiated,

    /// <summary>Nothing was done: an earlier change is in its transition (<c>{ongoing_change_to, Time}</c>).</summary>
    Ongoing,
}
