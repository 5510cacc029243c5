namespace Chan.Distribution.Net.Carriers;

/// <summary>A node that the port mapper of a host knows.</summary>
/// <param name="Name">The part of its name before the <c>@</c>.</param>
/// <param name="Port">Where it listens.</param>
public readonly record struct RegisteredNode(string Name, int Port);
