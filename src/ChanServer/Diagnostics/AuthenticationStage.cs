namespace Chan.Server.Diagnostics;

/// <summary>How far a client came that failed to authenticate.</summary>
public enum AuthenticationStage
{
    /// <summary>In HELLO or before it: no TLS, nothing sent in time, malformed, or no common version or mechanism.</summary>
    Hello,

    /// <summary>In SHARE_P: not an acceptable point.</summary>
    Share,

    /// <summary>In CONFIRM_P, or the classic response: the proof is wrong.</summary>
    Confirm,

    /// <summary>The client hung up or fell silent after it had enough to know whether its guess was right.</summary>
    Abandoned,
}
