using Chan.Protocol.Sessions;
using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>The errors that only a gateway makes (native protocol, section 6). No secret and no stack trace ever stands in them.</summary>
internal static class ErrorTerms
{
    /// <summary>The gateway stops.</summary>
    public static readonly ErlTerm Draining = Of(Atoms.Draining, "The gateway is stopping; connect again later.");

    /// <summary>A service without ids owes an answer that nobody waits for, and others wait behind it.</summary>
    public static readonly ErlTerm Unanswered = Of(Atoms.Timeout, "The service left a request unanswered, so no later answer could be told from its own; connect again.");

    /// <summary>The node can run no more processes.</summary>
    public static readonly ErlTerm Busy = Of(Atoms.Busy, "The gateway cannot start another service.");

    /// <summary>What a client is told of the end of its service.</summary>
    /// <param name="reason">The exit reason; in the result only where the owner marked the service to show it.</param>
    /// <param name="reveal">Whether the owner did.</param>
    public static ErlTerm ServiceExit(ErlTerm reason, bool reveal)
    {
        ErlTerm cause = reason is ErlTuple { Count: 2 } pair ? pair[0] : reason;
        ErlAtom? kind = ReferenceEquals(cause, Atoms.Undef) ? Atoms.Undef
            : ReferenceEquals(reason, Atoms.Noproc) ? Atoms.Noproc
            : ReferenceEquals(reason, Atoms.Noconnection) ? Atoms.Nodedown
            : null;
        ErlTerm detail = reveal ? reason : Atoms.Hidden;
        return (kind is null ? ChanError.Exit(detail) : new ChanError(kind, detail)).ToTerm();
    }

    private static ErlTuple Of(ErlAtom kind, string text) => new ChanError(kind, ErlTerm.Utf8(text)).ToTerm();
}
