namespace Chan.Distribution.Net.Nodes;

/// <summary>Whether use of a node connects to it: the kernel's <c>dist_auto_connect</c>.</summary>
public enum AutoConnect
{
    /// <summary>Every send, link, monitor and spawn connects, again and again.</summary>
    Always,

    /// <summary>A connection that was lost comes back only by an explicit connect, from either side, so that no node works on with half of its state lost.</summary>
    Once,

    /// <summary>Only an explicit connect does.</summary>
    Never,
}
