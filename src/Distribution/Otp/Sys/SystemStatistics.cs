using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>Counts the messages of a process since a moment.</summary>
internal sealed class SystemStatistics(TimeProvider clock)
{
    private readonly DateTimeOffset _start = clock.GetLocalNow();
    private long _in;
    private long _out;

    public void Note(ErlTerm systemEvent)
    {
        switch (systemEvent)
        {
            case ErlTuple { Count: 2 or 3 } received when received[0] is ErlAtom("in"):
                _in++;
                break;
            case ErlTuple { Count: 3 or 4 } sent when sent[0] is ErlAtom("out"):
                _out++;
                break;
        }
    }

    /// <summary>As Erlang lists them. Reductions are not counted here, so they are 0.</summary>
    public ErlTerm ToTerm() => ErlTerm.List(
        ErlTerm.Tuple(ErlTerm.Atom("start_time"), TimeOf(_start)),
        ErlTerm.Tuple(ErlTerm.Atom("current_time"), TimeOf(clock.GetLocalNow())),
        ErlTerm.Tuple(ErlTerm.Atom("reductions"), 0),
        ErlTerm.Tuple(ErlTerm.Atom("messages_in"), _in),
        ErlTerm.Tuple(ErlTerm.Atom("messages_out"), _out));

    private static ErlTuple TimeOf(DateTimeOffset time)
        => ErlTerm.Tuple(ErlTerm.Tuple(time.Year, time.Month, time.Day), ErlTerm.Tuple(time.Hour, time.Minute, time.Second));
}
