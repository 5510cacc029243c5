using Chan.Distribution.Otp.Calls;
using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>The system events of servers, and how a trace prints them: as gen_server does.</summary>
internal static class EventText
{
    private static readonly ErlAtom In = ErlTerm.Atom("in");
    private static readonly ErlAtom Out = ErlTerm.Atom("out");
    private static readonly ErlAtom Continue = ErlTerm.Atom("continue");
    private static readonly ErlAtom NoReplyAtom = ErlTerm.Atom("noreply");

    /// <summary><c>{in, Message}</c>.</summary>
    public static ErlTerm Received(ErlTerm message) => ErlTerm.Tuple(In, message);

    /// <summary><c>{out, Reply, From, State}</c>.</summary>
    public static ErlTerm Sent(ErlTerm reply, GenFrom to, ErlTerm state) => ErlTerm.Tuple(Out, reply, to.ToTerm(), state);

    /// <summary><c>{noreply, State}</c>.</summary>
    public static ErlTerm NoReply(ErlTerm state) => ErlTerm.Tuple(NoReplyAtom, state);

    /// <summary><c>{continue, Continuation}</c>.</summary>
    public static ErlTerm Continued(ErlTerm continuation) => ErlTerm.Tuple(Continue, continuation);

    /// <summary>A line for people.</summary>
    public static string Of(ErlTerm name, ErlTerm systemEvent) => systemEvent switch
    {
        ErlTuple and [ErlAtom kind, var message] when kind == In => GenMessage.TryReadCall(message, out GenFrom from, out ErlTerm? request)
            ? $"*DBG* {name} got call {request} from {from.Pid}"
            : GenMessage.TryReadCast(message, out request) ? $"*DBG* {name} got cast {request}" : $"*DBG* {name} got {message}",
        ErlTuple and [ErlAtom kind, var reply, ErlTuple and [var to, _], var state] when kind == Out
            => $"*DBG* {name} sent {reply} to {to}, new state {state}",
        ErlTuple and [ErlAtom kind, var state] when kind == NoReplyAtom => $"*DBG* {name} new state {state}",
        _ => $"*DBG* {name} dbg  {systemEvent}",
    };
}
