namespace Chan.Distribution.Processes;

/// <summary>Where an exit signal of another node comes from.</summary>
internal enum ExitOrigin
{
    /// <summary>A linked process ended; the link is gone. Without the link the signal is ignored.</summary>
    Link,

    /// <summary>A process called <c>exit/2</c>.</summary>
    Process,
}
