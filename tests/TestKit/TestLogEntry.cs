using Microsoft.Extensions.Logging;

namespace Chan.TestKit;

/// <summary>One message that the code under test logged.</summary>
/// <param name="Level">Its severity.</param>
/// <param name="Category">Name of the logger.</param>
/// <param name="EventId">Number and name of the event.</param>
/// <param name="Message">The message with its values filled in.</param>
/// <param name="Exception">The exception logged with it, if any.</param>
/// <param name="Values">The message's named values, without the format.</param>
public sealed record TestLogEntry(
    LogLevel Level,
    string Category,
    EventId EventId,
    string Message,
    Exception? Exception,
    IReadOnlyDictionary<string, object?> Values)
{
    /// <inheritdoc/>
    public override string ToString()
        => $"{Level} {Category}[{EventId.Id}] {Message}{(Exception is null ? "" : Environment.NewLine + Exception)}";
}
