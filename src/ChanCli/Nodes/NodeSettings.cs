using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;

namespace Chan.Cli.Nodes;

/// <summary>What a command line says about the node to talk to and about the command's own.</summary>
internal sealed record NodeSettings
{
    /// <summary>The command's own node: hidden, and nobody can dial it.</summary>
    public required NodeOptions Own { get; init; }

    /// <summary>The node to talk to.</summary>
    public required NodeName Peer { get; init; }

    /// <summary>Longest wait for an answer.</summary>
    public required TimeSpan AnswerTimeout { get; init; }

    /// <summary>Where the cookie comes from, for people.</summary>
    public required string CookieOrigin { get; init; }

    /// <summary>Whether a port mapper is asked for the peer's port.</summary>
    public bool AsksPortMapper => Own.PeerPorts.Count == 0;
}
