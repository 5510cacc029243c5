namespace Chan.Cli;

/// <summary>The user gave the command something it cannot work with; ends in <see cref="ExitCode.Usage"/>.</summary>
/// <param name="message">What is wrong and what would be right; printed as it stands.</param>
internal sealed class UsageException(string message) : Exception(message);
