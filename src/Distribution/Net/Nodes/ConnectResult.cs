namespace Chan.Distribution.Net.Nodes;

/// <summary>What came of an attempt to connect, where Erlang says only true or false.</summary>
/// <param name="Outcome">For code.</param>
/// <param name="Text">For people: at which step it ended and why, and what would be right. Never holds a secret.</param>
public readonly record struct ConnectResult(ConnectOutcome Outcome, string Text)
{
    /// <summary>Whether the connection is up.</summary>
    public bool IsConnected => Outcome == ConnectOutcome.Connected;

    /// <summary>The outcome and the text.</summary>
    public override string ToString() => $"{Outcome}: {Text}";
}
