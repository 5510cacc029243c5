using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Chan.Terms;

namespace Chan.Client.Sessions;

/// <summary>
/// The unread pushes of one connection, or of one that is made again and again, bounded in number and bytes. Thread-safe; each push is given to one reader.
/// </summary>
internal sealed class PushQueue(int limit, long byteLimit, ChanPushOverflow overflow)
{
    private readonly Channel<Push> _queue = Channel.CreateUnbounded<Push>();
    private int _count;
    private long _bytes;
    private long _dropped;

    /// <summary>Pushes that were dropped because the queue was full.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds a push; called by one connection's reader at a time.</summary>
    /// <returns>False when the queue is full and the policy is to close the connection.</returns>
    internal bool TryAdd(ErlTerm term, int bytes)
    {
        while (Volatile.Read(ref _count) >= limit || Interlocked.Read(ref _bytes) + bytes > byteLimit)
        {
            if (overflow == ChanPushOverflow.CloseConnection)
            {
                return false;
            }

            Interlocked.Increment(ref _dropped);
            if (overflow == ChanPushOverflow.DropNewest || !TryTake(out _))
            {
                return true;
            }
        }

        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, bytes);
        _queue.Writer.TryWrite(new Push(term, bytes));
        return true;
    }

    /// <summary>Lets readers end after the last push: normally, or with <paramref name="failure"/>.</summary>
    internal void Complete(Exception? failure) => _queue.Writer.TryComplete(failure);

    internal async IAsyncEnumerable<ErlTerm> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryTake(out ErlTerm? term))
            {
                yield return term;
            }
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ErlTerm? term)
    {
        if (!_queue.Reader.TryRead(out Push push))
        {
            term = null;
            return false;
        }

        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -push.Bytes);
        term = push.Term;
        return true;
    }

    private readonly record struct Push(ErlTerm Term, int Bytes);
}
