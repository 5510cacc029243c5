namespace Chan.Client.Reconnecting;

/// <summary>Whether trying again can do any good.</summary>
internal static class Verdict
{
    /// <summary>Whether the attempt failed because one side could not prove the password: whoever answers has had one guess.</summary>
    internal static bool IsConfirmationFailure(ChanException failure)
        => failure is ChanConnectException { Reason: ChanConnectFailure.WrongServer or ChanConnectFailure.Refused };

    /// <summary>Whether another attempt may succeed without a change on this side.</summary>
    internal static bool MaySucceedLater(ChanException failure)
        => failure.IsTransient || IsConfirmationFailure(failure)

            // A gateway that has no room for this source closes before TLS.
            || failure is ChanConnectException { Reason: ChanConnectFailure.Tls };

    /// <summary>Whether a connection that ended like this is made again.</summary>
    internal static bool IsMadeAgain(ChanCloseReason reason)
        => !reason.IsClean && reason.Kind is not (ChanCloseKind.ProtocolViolation or ChanCloseKind.PushOverflow);
}
