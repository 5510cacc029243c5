using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Calls;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>The messages of event managers, as clients of every OTP release send them.</summary>
/// <remarks>A request is <c>{Pid, {Pid, Tag}, Request}</c>: the caller is its own label. Source: distribution specification, section 6.1.</remarks>
internal static class GenEventRequest
{
    public static readonly ErlAtom NotifyAtom = ErlTerm.Atom("notify");
    public static readonly ErlAtom SyncNotifyAtom = ErlTerm.Atom("sync_notify");
    public static readonly ErlAtom AddHandler = ErlTerm.Atom("add_handler");
    public static readonly ErlAtom AddSupHandler = ErlTerm.Atom("add_sup_handler");
    public static readonly ErlAtom DeleteHandler = ErlTerm.Atom("delete_handler");
    public static readonly ErlAtom SwapHandler = ErlTerm.Atom("swap_handler");
    public static readonly ErlAtom SwapSupHandler = ErlTerm.Atom("swap_sup_handler");
    public static readonly ErlAtom WhichHandlers = ErlTerm.Atom("which_handlers");
    public static readonly ErlAtom GetModules = ErlTerm.Atom("get_modules");
    public static readonly ErlAtom GenEventExit = ErlTerm.Atom("gen_event_EXIT");

    /// <summary><c>{notify, Event}</c>.</summary>
    public static ErlTerm Notify(ErlTerm message) => ErlTerm.Tuple(NotifyAtom, message);

    /// <summary>Reads <c>{notify, Event}</c>.</summary>
    public static bool TryReadNotify(ErlTerm message, [NotNullWhen(true)] out ErlTerm? told)
    {
        told = message is ErlTuple { Count: 2 } pair && ReferenceEquals(pair[0], NotifyAtom) ? pair[1] : null;
        return told is not null;
    }

    /// <summary>Reads <c>{_, {Pid, Tag}, Request}</c>, whatever its label.</summary>
    public static bool TryRead(ErlTerm message, out GenFrom from, [NotNullWhen(true)] out ErlTerm? request)
    {
        if (message is ErlTuple { Count: 3 } call && GenFrom.TryRead(call[1], out from))
        {
            request = call[2];
            return true;
        }

        (from, request) = (default, null);
        return false;
    }
}
