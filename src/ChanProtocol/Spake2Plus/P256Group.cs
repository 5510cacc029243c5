using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Generators;
using BigInteger = Org.BouncyCastle.Math.BigInteger;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Chan.Protocol.Spake2Plus;

/// <summary>The group P-256 and scrypt: the only class that touches BouncyCastle, so that the package can be exchanged in one place.</summary>
/// <remarks>
/// The package's multiplication does not run in constant time. Long-term scalars therefore only ever go through
/// <see cref="MultiplyBlinded"/>; <see cref="Multiply"/> is for one-time scalars.
/// </remarks>
internal static class P256Group
{
    /// <summary>Length of a scalar, big-endian, in bytes.</summary>
    public const int ScalarLength = 32;

    /// <summary>Length of an encoded point (SEC1, uncompressed), in bytes.</summary>
    public const int PointLength = 65;

    private const byte Uncompressed = 0x04;
    private const int BlindingLength = sizeof(ulong);

    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("P-256");

    /// <summary>The base point, G.</summary>
    public static Point Generator { get; } = new(Curve.G);

    /// <summary>The order of the group, n, big-endian.</summary>
    public static byte[] Order => Curve.N.ToByteArrayUnsigned();

    /// <summary>Decodes a point that a peer or a file named, and checks all that SPAKE2+ asks of it.</summary>
    /// <param name="encoded">SEC1, uncompressed only.</param>
    /// <param name="point">The point: on the curve and not the identity (the cofactor is 1, so it has order n).</param>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out Point point)
    {
        point = default;
        if (encoded.Length != PointLength || encoded[0] != Uncompressed)
        {
            return false;
        }

        try
        {
            ECPoint decoded = Curve.Curve.DecodePoint(encoded.ToArray());
            if (decoded.IsInfinity || !decoded.IsValid())
            {
                return false;
            }

            point = new Point(decoded);
            return true;
        }
        catch (ArgumentException)
        {
            // The package's answer to a coordinate of p or more, or a point off the curve.
            return false;
        }
    }

    /// <summary>Decodes a constant of the protocol, in any SEC1 form.</summary>
    public static Point DecodeConstant(ReadOnlySpan<byte> encoded) => new(Curve.Curve.DecodePoint(encoded.ToArray()));

    /// <summary>scalar * point, in time that depends on the scalar: for one-time scalars only.</summary>
    public static Point Multiply(in Point point, ReadOnlySpan<byte> scalar)
        => new(point.Value.Multiply(FromBytes(scalar)).Normalize());

    /// <summary>scalar * point, computed as (scalar + r * n) * point with a fresh 64-bit r, so that no two runs show the same bits.</summary>
    public static Point MultiplyBlinded(in Point point, ReadOnlySpan<byte> scalar, RandomNumberGenerator random)
    {
        Span<byte> blinding = stackalloc byte[BlindingLength];
        random.GetBytes(blinding);
        BigInteger blinded = FromBytes(scalar).Add(Curve.N.Multiply(FromBytes(blinding)));
        return new(point.Value.Multiply(blinded).Normalize());
    }

    /// <summary>left + right.</summary>
    public static Point Add(in Point left, in Point right) => new(left.Value.Add(right.Value).Normalize());

    /// <summary>left - right.</summary>
    public static Point Subtract(in Point left, in Point right) => new(left.Value.Subtract(right.Value).Normalize());

    /// <summary>Reduces a big-endian number mod n.</summary>
    /// <param name="number">Any length.</param>
    /// <param name="scalar">Receives <see cref="ScalarLength"/> bytes, big-endian.</param>
    public static void Reduce(ReadOnlySpan<byte> number, Span<byte> scalar)
    {
        byte[] reduced = FromBytes(number).Mod(Curve.N).ToByteArrayUnsigned();
        scalar[..ScalarLength].Clear();
        reduced.CopyTo(scalar[(ScalarLength - reduced.Length)..]);
        CryptographicOperations.ZeroMemory(reduced);
    }

    /// <summary>Whether a big-endian scalar is at least 1 and less than n.</summary>
    public static bool IsInRange(ReadOnlySpan<byte> scalar)
    {
        BigInteger value = FromBytes(scalar);
        return value.SignValue > 0 && value.CompareTo(Curve.N) < 0;
    }

    /// <summary>A fresh scalar, 1 to n - 1, each as likely as any other.</summary>
    public static void RandomScalar(RandomNumberGenerator random, Span<byte> scalar)
    {
        do
        {
            // n is so close to 2^256 that a second draw is needed once in four billion.
            random.GetBytes(scalar[..ScalarLength]);
        }
        while (!IsInRange(scalar[..ScalarLength]));
    }

    /// <summary>scrypt, RFC 7914. Takes 128 * 2^log2N * r bytes of memory and, for the default parameters, a tenth of a second.</summary>
    public static byte[] Scrypt(byte[] input, byte[] salt, int log2N, int r, int p, int length)
        => SCrypt.Generate(input, salt, 1 << log2N, r, p, length);

    private static BigInteger FromBytes(ReadOnlySpan<byte> bigEndian)
    {
        byte[] copy = bigEndian.ToArray();
        var value = new BigInteger(1, copy);
        CryptographicOperations.ZeroMemory(copy);
        return value;
    }

    /// <summary>A point of the group; the default value is the identity.</summary>
    public readonly struct Point
    {
        private readonly ECPoint? _value;

        internal Point(ECPoint value) => _value = value;

        internal ECPoint Value => _value ?? Curve.Curve.Infinity;

        /// <summary>Whether this is the identity, which has no encoding of <see cref="PointLength"/> bytes.</summary>
        public bool IsIdentity => Value.IsInfinity;

        /// <summary>SEC1, uncompressed.</summary>
        /// <exception cref="InvalidOperationException">The identity.</exception>
        public byte[] Encode() => IsIdentity
            ? throw new InvalidOperationException("The identity of P-256 cannot be sent.")
            : Value.GetEncoded(false);
    }
}
