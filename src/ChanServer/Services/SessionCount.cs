namespace Chan.Server.Services;

/// <summary>How many sessions a service has. Outlives the configuration that the service was read from: sessions do, too. Thread-safe.</summary>
internal sealed class SessionCount
{
    private int _count;

    /// <summary>Sessions now.</summary>
    public int Value => Volatile.Read(ref _count);

    /// <summary>Takes a place if fewer than so many are taken.</summary>
    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _count) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
