namespace Chan.Distribution.Net.Epmd;

/// <summary>A line of epmd's list of nodes, as <c>net_adm:names/1</c> gives it.</summary>
/// <param name="Name">What stands before the <c>@</c> of the node's name.</param>
/// <param name="Port">The TCP port at which the node takes connections of other nodes.</param>
public readonly record struct EpmdName(string Name, int Port);
