namespace Chan.Distribution.Processes;

/// <summary>How long a reference stays an alias of its process.</summary>
/// <remarks>The modes of <c>alias/1</c> and of <c>monitor/3</c> with the option <c>alias</c>.</remarks>
public enum AliasMode
{
    /// <summary>Until <see cref="ProcessContext.Unalias"/>.</summary>
    ExplicitUnalias,

    /// <summary>Until the first message through it.</summary>
    Reply,

    /// <summary>Monitors only: until the monitor is taken back or has fired.</summary>
    Demonitor,

    /// <summary>Monitors only: as <see cref="Demonitor"/>, and the first message through it ends alias and monitor.</summary>
    ReplyDemonitor,
}
