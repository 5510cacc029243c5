using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>The last element of <c>sys:get_status</c> in the form that Erlang's behaviours give it and its tools read.</summary>
internal static class StatusTerm
{
    private static readonly ErlAtom Header = ErlTerm.Atom("header");
    private static readonly ErlAtom Data = ErlTerm.Atom("data");

    /// <summary><c>[{header, Text}, {data, [{"Status", Mode}, {"Parent", Parent}, {"Logged events", Log}]}, {data, [{"State", State}]}]</c>.</summary>
    public static ErlTerm Of(string kind, ErlTerm name, ErlAtom mode, ErlTerm parent, ErlTerm log, ErlTerm state)
        => ErlTerm.List(
            HeaderOf(kind, name),
            DataOf(Pair("Status", mode), Pair("Parent", parent), Pair("Logged events", log)),
            DataOf(Pair("State", state)));

    /// <summary><c>{header, Text}</c>: a text for names that are atoms, unquoted, and for pids; a pair for all others.</summary>
    public static ErlTerm HeaderOf(string kind, ErlTerm name) => ErlTerm.Tuple(Header, name switch
    {
        ErlAtom(var text) => ErlTerm.CharList($"{kind} {text}"),
        ErlPid => ErlTerm.CharList($"{kind} {name}"),
        _ => ErlTerm.Tuple(ErlTerm.CharList(kind), name),
    });

    /// <summary><c>{data, Lines}</c>.</summary>
    public static ErlTerm DataOf(params ReadOnlySpan<ErlTerm> lines) => ErlTerm.Tuple(Data, ErlTerm.List(lines));

    /// <summary>A line of the status: <c>{"Key", Value}</c>.</summary>
    public static ErlTuple Pair(string key, ErlTerm value) => ErlTerm.Tuple(ErlTerm.CharList(key), value);

    /// <summary>The state for the log, also when the object cannot give it any more.</summary>
    public static ErlTerm ForLog(ProcessContext self, Func<ErlTerm> formatStatus)
    {
        try
        {
            return formatStatus();
        }
        catch (Exception failure) when (!self.IsDead)
        {
            return ErlTerm.Tuple(ErlTerm.Atom("no_state"), ExitReasons.Of(failure));
        }
    }
}
