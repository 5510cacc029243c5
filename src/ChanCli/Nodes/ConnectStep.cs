namespace Chan.Cli.Nodes;

/// <summary>The steps to a node, in their order.</summary>
internal enum ConnectStep
{
    Name,
    Host,
    PortMapper,
    Registration,
    Connection,
    Handshake,
    Cookie,
}
