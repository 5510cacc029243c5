namespace Chan.Distribution.Otp.Applications;

/// <summary>What other nodes may do with the applications of a node.</summary>
[Flags]
public enum ApplicationExports
{
    /// <summary>Nothing: the node has no module <c>application</c> for them.</summary>
    None = 0,

    /// <summary>Ask which applications there are and run, and for their keys and settings: <c>which_applications</c>, <c>get_env</c> and the like.</summary>
    Reading = 1,

    /// <summary>Load, start, stop and unload applications, and change settings: <c>start</c>, <c>stop</c>, <c>set_env</c> and the like.</summary>
    Control = 2,
}
