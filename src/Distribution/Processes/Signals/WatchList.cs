using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>The references that a process owns, newest first. Guarded by the lock of the owner's relations.</summary>
/// <remarks>
/// A call makes a reference and drops it again, so what is looked for stands at the front. From <see cref="MaxListed"/> on there is an index.
/// </remarks>
internal sealed class WatchList
{
    private const int MaxListed = 32;
    private Dictionary<ErlReference, Watch>? _index;

    public Watch? First { get; private set; }

    public int Count { get; private set; }

    public void Add(Watch watch)
    {
        watch.OwnedAfter = First;
        if (First is not null)
        {
            First.OwnedBefore = watch;
        }

        First = watch;
        Count++;
        if (_index is not null)
        {
            _index.Add(watch.Reference, watch);
        }
        else if (Count > MaxListed)
        {
            _index = [];
            for (Watch? each = First; each is not null; each = each.OwnedAfter)
            {
                _index.Add(each.Reference, each);
            }
        }
    }

    public Watch? Find(ErlReference reference)
    {
        if (_index is not null)
        {
            return _index.GetValueOrDefault(reference);
        }

        Watch? watch = First;
        while (watch is not null && !watch.Reference.Equals(reference))
        {
            watch = watch.OwnedAfter;
        }

        return watch;
    }

    public void Remove(Watch watch)
    {
        if (watch.OwnedBefore is null)
        {
            First = watch.OwnedAfter;
        }
        else
        {
            watch.OwnedBefore.OwnedAfter = watch.OwnedAfter;
        }

        if (watch.OwnedAfter is not null)
        {
            watch.OwnedAfter.OwnedBefore = watch.OwnedBefore;
        }

        watch.OwnedBefore = null;
        watch.OwnedAfter = null;
        Count--;
        _index?.Remove(watch.Reference);
        if (Count == 0)
        {
            _index = null;
        }
    }
}
