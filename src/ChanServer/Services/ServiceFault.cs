namespace Chan.Server.Services;

/// <summary>A service or module of the configuration that cannot be started.</summary>
/// <param name="Item">Which, as the file names it.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ServiceFault(string Item, string Message);
