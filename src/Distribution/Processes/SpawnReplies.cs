namespace Chan.Distribution.Processes;

/// <summary>Which answers to a spawn request become messages: the option <c>reply</c> of <c>spawn_request/5</c>.</summary>
public enum SpawnReplies
{
    /// <summary>Success and failure.</summary>
    All,

    /// <summary>Neither; what a link or a monitor tells is all that there is.</summary>
    None,

    /// <summary>Failure alone.</summary>
    ErrorOnly,

    /// <summary>Success alone.</summary>
    SuccessOnly,
}
