namespace Chan.Distribution.Otp.Starting;

/// <summary>How a new process is tied to who starts it.</summary>
internal enum StartKind
{
    /// <summary>Not at all.</summary>
    Alone,

    /// <summary>By a link.</summary>
    Linked,

    /// <summary>By a monitor. Who starts it is its parent, as in Erlang, though no link tells it of that one's end.</summary>
    Monitored,
}
