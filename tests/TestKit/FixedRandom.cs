using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chan.TestKit;

/// <summary>Bytes that look random and are the same on every run; never for anything but tests.</summary>
/// <remarks>The generator is SplitMix64, so the bytes of a seed do not change with the runtime. Thread-safe.</remarks>
public sealed class FixedRandom : RandomNumberGenerator
{
    private readonly Lock _lock = new();
    private readonly Queue<byte> _given = new();
    private ulong _state;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Different seeds give different bytes.</param>
    public FixedRandom(int seed = 1) => _state = (ulong)seed;

    /// <summary>Makes a generator that first gives these bytes, as a published test vector asks for, then those of its seed.</summary>
    public static FixedRandom StartingWith(ReadOnlySpan<byte> bytes)
    {
        var random = new FixedRandom();
        foreach (byte value in bytes)
        {
            random._given.Enqueue(value);
        }

        return random;
    }

    /// <inheritdoc/>
    public override void GetBytes(byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        GetBytes(data.AsSpan());
    }

    /// <inheritdoc/>
    public override void GetBytes(byte[] data, int offset, int count) => GetBytes(data.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void GetBytes(Span<byte> data)
    {
        lock (_lock)
        {
            while (!data.IsEmpty && _given.TryDequeue(out byte given))
            {
                data[0] = given;
                data = data[1..];
            }

            Span<byte> block = stackalloc byte[sizeof(ulong)];
            while (!data.IsEmpty)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(block, Next());
                int count = Math.Min(block.Length, data.Length);
                block[..count].CopyTo(data);
                data = data[count..];
            }
        }
    }

    /// <inheritdoc/>
    public override void GetNonZeroBytes(byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        GetNonZeroBytes(data.AsSpan());
    }

    /// <inheritdoc/>
    public override void GetNonZeroBytes(Span<byte> data)
    {
        GetBytes(data);
        for (int i = 0; i < data.Length; i++)
        {
            while (data[i] == 0)
            {
                GetBytes(data.Slice(i, 1));
            }
        }
    }

    private ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
