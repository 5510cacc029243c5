namespace Chan.Distribution.Net.Control;

/// <summary>What stands at one place of a control tuple.</summary>
internal enum ControlField : byte
{
    /// <summary>The process whose signal it is; a monitored name in place of it where a name was monitored.</summary>
    From,

    /// <summary>The pid, name or alias that the signal is for.</summary>
    To,

    /// <summary>The empty atom, where cookies once were.</summary>
    Unused,

    /// <summary>The reference of a monitor or of a spawn request.</summary>
    Reference,

    /// <summary>The reason of an exit, for peers that do not take it as payload.</summary>
    Reason,

    /// <summary>A token of sequential tracing.</summary>
    Token,

    /// <summary>The number of an unlink.</summary>
    UnlinkId,

    /// <summary>The group leader of a process to be spawned.</summary>
    GroupLeader,

    /// <summary>Module, function and arity.</summary>
    Function,

    /// <summary>The options of a spawn request.</summary>
    Options,

    /// <summary>Flags of a spawn reply or of ALTACT_SIG_SEND.</summary>
    Flags,

    /// <summary>The pid or the error atom of a spawn reply.</summary>
    Result,
}
