namespace Chan.Server.Listening.Admission;

/// <summary>How a connection gave its place before authentication back.</summary>
internal enum PlaceEnd
{
    /// <summary>It ended, or ran out of time, without a session.</summary>
    Failed,

    /// <summary>It became a session. Where a password was asked for, its source is known from now on.</summary>
    Authenticated,

    /// <summary>Our own code failed on it.</summary>
    Crashed,

    /// <summary>The gateway ended it for reasons of its own. An open attempt is charged all the same: the guess was answered.</summary>
    Excused,
}
