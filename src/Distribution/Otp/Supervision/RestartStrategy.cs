namespace Chan.Distribution.Otp.Supervision;

/// <summary>Which children a supervisor starts again when one of them ends.</summary>
public enum RestartStrategy
{
    /// <summary>The one that ended: <c>one_for_one</c>.</summary>
    OneForOne,

    /// <summary>All of them: <c>one_for_all</c>.</summary>
    OneForAll,

    /// <summary>The one that ended and those started after it: <c>rest_for_one</c>.</summary>
    RestForOne,

    /// <summary>The one that ended. All children are of one specification and are started at run time: <c>simple_one_for_one</c>.</summary>
    SimpleOneForOne,
}
