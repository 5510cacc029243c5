using Chan.Protocol.Sessions;
using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>Why a session ends. The first reason wins; what comes after it changes nothing.</summary>
/// <param name="Reason">For the audit log: a few words of ours.</param>
/// <param name="Close">The reason that the CLOSE frame carries, or null where none is sent: the client said CLOSE itself, or is gone.</param>
internal sealed record SessionEnd(string Reason, ErlTerm? Close)
{
    /// <summary>The client said CLOSE.</summary>
    public static readonly SessionEnd ByClient = new("closed by the client", null);

    /// <summary>The stream ended or broke without CLOSE.</summary>
    public static readonly SessionEnd Lost = new("connection lost", null);

    /// <summary>The client does not read; it would not read a CLOSE either.</summary>
    public static readonly SessionEnd Slow = new("client too slow", null);

    /// <summary>The service asked for it.</summary>
    public static readonly SessionEnd ByService = new("closed by the service", Atoms.Normal);

    /// <summary>The service returned.</summary>
    public static readonly SessionEnd ServiceReturned = new("service ended", Atoms.Normal);

    /// <summary>The middle man was killed from outside.</summary>
    public static readonly SessionEnd MiddleManKilled = new("middle man killed", ErrorTerms.ServiceExit(Atoms.Killed, reveal: false));

    /// <summary>No START came in time.</summary>
    public static readonly SessionEnd NoStart = new("no START in time", ChanError.StartTimeout.ToTerm());

    /// <summary>Nothing was heard of the client for too long.</summary>
    public static readonly SessionEnd Silence = new("client silent", ChanError.Silence.ToTerm());

    /// <summary>A request was given up and never answered, so later ones cannot be.</summary>
    public static readonly SessionEnd Unanswered = new("request left unanswered", ErrorTerms.Unanswered);

    /// <summary>The gateway stops.</summary>
    public static readonly SessionEnd Draining = new("gateway stopping", ErrorTerms.Draining);

    /// <summary>A frame over the limit.</summary>
    public static readonly SessionEnd TooLarge = new("frame over the limit", ChanError.RefusedBySize.ToTerm());

    /// <summary>Our own code failed on this session.</summary>
    public static readonly SessionEnd Crashed = new("internal error", ErrorTerms.ServiceExit(Atoms.Error, reveal: false));

    /// <summary>The client broke the protocol.</summary>
    public static SessionEnd Violation(string offence) => new("protocol violation", ChanError.Protocol(offence).ToTerm());

    /// <summary>The client sent bytes that are no term under the limits.</summary>
    public static SessionEnd BadTerm(ErlTerm error) => new("term refused", error);

    /// <summary>The service crashed, or could not be started.</summary>
    public static SessionEnd ServiceCrashed(ErlTerm error) => new("service crashed", error);
}
