using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>A message of the peer whose last fragment has not come yet.</summary>
/// <param name="atoms">The atoms of its header: the cache may have others by the time the message is complete.</param>
/// <param name="fragments">How many fragments it has.</param>
internal sealed class OpenSequence(ErlAtom[] atoms, ulong fragments)
{
    private const int SmallestPiece = 512;
    private const int LargestPiece = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private byte[] _last = [];
    private int _lastFilled;

    public ErlAtom[] Atoms { get; } = atoms;

    /// <summary>The number of the fragment that has to come next; they count down to 1.</summary>
    public ulong Next { get; private set; } = fragments;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>Adds the next fragment. An owned one is kept, another one copied.</summary>
    public void Add(in ReceivedPacket fragment)
    {
        Next--;
        Length += fragment.Bytes.Length;
        if (!fragment.Owned.IsEmpty)
        {
            CloseLast();
            _pieces.Add(fragment.Owned);
            return;
        }

        // Fragments may be as small as one byte: they are gathered, so that memory stays in proportion.
        ReadOnlySpan<byte> rest = fragment.Bytes;
        while (rest.Length > 0)
        {
            if (_lastFilled == _last.Length)
            {
                CloseLast();
                _last = GC.AllocateUninitializedArray<byte>(Math.Clamp(Math.Max(rest.Length, Length), SmallestPiece, LargestPiece));
            }

            int count = Math.Min(rest.Length, _last.Length - _lastFilled);
            rest[..count].CopyTo(_last.AsSpan(_lastFilled));
            _lastFilled += count;
            rest = rest[count..];
        }
    }

    /// <summary>The whole message in an array of its own.</summary>
    public ReadOnlyMemory<byte> Join()
    {
        CloseLast();
        if (_pieces.Count == 1)
        {
            return _pieces[0];
        }

        byte[] whole = GC.AllocateUninitializedArray<byte>(Length);
        int position = 0;
        foreach (ReadOnlyMemory<byte> piece in _pieces)
        {
            piece.Span.CopyTo(whole.AsSpan(position));
            position += piece.Length;
        }

        return whole;
    }

    private void CloseLast()
    {
        if (_lastFilled > 0)
        {
            _pieces.Add(_last.AsMemory(0, _lastFilled));
        }

        _last = [];
        _lastFilled = 0;
    }
}
