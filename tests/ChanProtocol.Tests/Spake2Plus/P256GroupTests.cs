using System.Numerics;
using System.Security.Cryptography;
using Chan.Protocol.Spake2Plus;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Spake2Plus;

public class P256GroupTests
{
    private static readonly FixedRandom Random = new(23);
    private static readonly BigInteger Order = FromBytes(P256Group.Order);

    public static TheoryData<string> EdgeScalars
        => [.. new[] { 1, 2, 3, Order - 1, Order - 2, Order + 1 }
            .Concat(Enumerable.Range(1, 255).Where(bit => bit % 15 == 0 || bit > 250).Select(bit => BigInteger.One << bit))
            .Select(scalar => Convert.ToHexString(ToBytes(scalar)))];

    [Fact]
    public void Ten_thousand_random_products_agree_with_OpenSSL()
    {
        const int Rounds = 5_000;
        Span<byte> scalar = stackalloc byte[P256Group.ScalarLength];
        ECDiffieHellman peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        for (int round = 0; round < Rounds; round++)
        {
            P256Group.RandomScalar(Random, scalar);
            using ECDiffieHellman own = FromScalar(scalar);
            P256Group.Point publicKey = P256Group.Multiply(P256Group.Generator, scalar);
            Assert.True(P256Group.TryDecode(Encode(peer.ExportParameters(false).Q), out P256Group.Point other));
            P256Group.Point shared = P256Group.MultiplyBlinded(other, scalar, Random);

            Assert.Equal(Encode(own.ExportParameters(false).Q), publicKey.Encode());
            Assert.Equal(own.DeriveRawSecretAgreement(peer.PublicKey), shared.Encode()[1..33]);
            if (round % 50 == 0)
            {
                peer.Dispose();
                peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            }
        }

        peer.Dispose();
    }

    [Theory]
    [MemberData(nameof(EdgeScalars))]
    public void Edge_scalars_agree_with_OpenSSL_blinded_or_not(string hex)
    {
        byte[] scalar = Convert.FromHexString(hex);
        using ECDiffieHellman own = FromScalar(ToBytes(FromBytes(scalar) % Order));
        byte[] expected = Encode(own.ExportParameters(false).Q);

        Assert.Equal(expected, P256Group.Multiply(P256Group.Generator, scalar).Encode());
        Assert.Equal(expected, P256Group.MultiplyBlinded(P256Group.Generator, scalar, Random).Encode());
    }

    [Fact]
    public void Zero_and_the_order_give_the_identity()
    {
        foreach (byte[] scalar in new[] { new byte[32], P256Group.Order })
        {
            Assert.True(P256Group.Multiply(P256Group.Generator, scalar).IsIdentity);
            Assert.True(P256Group.MultiplyBlinded(P256Group.Generator, scalar, Random).IsIdentity);
            Assert.False(P256Group.IsInRange(scalar));
        }
    }

    [Fact]
    public void Addition_follows_the_group_law_at_its_edges()
    {
        P256Group.Point p = P256Group.Multiply(P256Group.Generator, ToBytes(12345));
        P256Group.Point minusP = P256Group.Multiply(P256Group.Generator, ToBytes(Order - 12345));
        P256Group.Point identity = default;

        Assert.Equal(P256Group.Multiply(P256Group.Generator, ToBytes(24690)).Encode(), P256Group.Add(p, p).Encode());
        Assert.True(P256Group.Add(p, minusP).IsIdentity);
        Assert.True(P256Group.Subtract(p, p).IsIdentity);
        Assert.Equal(p.Encode(), P256Group.Add(p, identity).Encode());
        Assert.Equal(p.Encode(), P256Group.Add(identity, p).Encode());
        Assert.Equal(minusP.Encode(), P256Group.Subtract(identity, p).Encode());
        Assert.True(P256Group.Add(identity, identity).IsIdentity);
    }

    [Fact]
    public void The_identity_has_no_encoding()
        => Assert.Throws<InvalidOperationException>(() => default(P256Group.Point).Encode());

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("00", "the identity")]
    [InlineData("04", "a type byte alone")]
    [InlineData("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f", "compressed")]
    [InlineData("06886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d20", "hybrid")]
    [InlineData("04886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d21", "off the curve")]
    [InlineData("04886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d2000", "66 bytes")]
    [InlineData("04886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d", "64 bytes")]
    [InlineData("0400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000", "zeros")]
    [InlineData("04ffffffff00000001000000000000000000000000ffffffffffffffffffffffff0000000000000000000000000000000000000000000000000000000000000001", "x = p")]
    [InlineData("04ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "x and y over p")]
    public void What_is_not_an_uncompressed_point_of_the_curve_is_refused(string encoded, string what)
        => Assert.False(P256Group.TryDecode(Convert.FromHexString(encoded), out _), what);

    [Fact]
    public void Reduction_agrees_with_plain_arithmetic()
    {
        byte[] number = new byte[40];
        byte[] scalar = new byte[P256Group.ScalarLength];
        for (int round = 0; round < 1_000; round++)
        {
            Random.GetBytes(number);
            P256Group.Reduce(number, scalar);
            Assert.Equal(ToBytes(FromBytes(number) % Order), scalar);
        }

        P256Group.Reduce(P256Group.Order, scalar);
        Assert.Equal(new byte[P256Group.ScalarLength], scalar);
    }

    [Fact]
    public void Scrypt_gives_the_value_of_RFC_7914()
    {
        byte[] derived = P256Group.Scrypt("pleaseletmein"u8.ToArray(), "SodiumChloride"u8.ToArray(), log2N: 14, r: 8, p: 1, length: 64);

        Assert.Equal(
            "7023BDCB3AFD7348461C06CD81FD38EBFDA8FBBA904F8E3EA9B543F6545DA1F2D5432955613F0FCF62D49705242A9AF9E61E85DC0D651E40DFCF017B45575887",
            Convert.ToHexString(derived));
    }

    [Fact]
    public void Random_scalars_are_drawn_again_when_they_are_out_of_range()
    {
        byte[] outOfRange = [.. Enumerable.Repeat((byte)0xFF, 32), .. new byte[32]];
        Span<byte> scalar = stackalloc byte[P256Group.ScalarLength];

        P256Group.RandomScalar(FixedRandom.StartingWith(outOfRange), scalar);

        Assert.True(P256Group.IsInRange(scalar));
    }

    private static ECDiffieHellman FromScalar(ReadOnlySpan<byte> scalar)
        => ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar.ToArray() });

    private static byte[] Encode(ECPoint point) => [0x04, .. point.X!, .. point.Y!];

    private static BigInteger FromBytes(byte[] bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    private static byte[] ToBytes(BigInteger number)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[P256Group.ScalarLength - bytes.Length], .. bytes];
    }
}
