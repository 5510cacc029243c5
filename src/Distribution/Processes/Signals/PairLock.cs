using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>Holds the relations of two processes of one node, in the one order that cannot deadlock.</summary>
/// <remarks>Never with <see cref="Relations.Ended"/>, which many dead processes share and which has no place in that order.</remarks>
internal readonly ref struct PairLock
{
    private readonly Relations _first;
    private readonly Relations _second;

    public PairLock(Relations one, ErlPid pidOfOne, Relations other, ErlPid pidOfOther)
    {
        bool inOrder = pidOfOne.Id < pidOfOther.Id || (pidOfOne.Id == pidOfOther.Id && pidOfOne.Serial < pidOfOther.Serial);
        _first = inOrder ? one : other;
        _second = inOrder ? other : one;
        Monitor.Enter(_first);
        Monitor.Enter(_second);
    }

    public void Dispose()
    {
        Monitor.Exit(_second);
        Monitor.Exit(_first);
    }
}
