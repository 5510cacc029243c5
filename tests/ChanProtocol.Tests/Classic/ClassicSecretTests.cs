using System.Security.Cryptography;
using System.Text;
using Chan.Protocol.Classic;
using Chan.Protocol.Verifiers;
using Chan.Terms;

namespace Chan.Protocol.Tests.Classic;

public class ClassicSecretTests
{
    [Theory]
    [InlineData(ClassicCapture.Challenge, ClassicCapture.Password, "40fc1ea6d78b3db609ee57e8bd3287a1")]
    [InlineData(ClassicCapture.WrongPasswordChallenge, "wrong", "0ff1c8e8a07cc55587ca963bd29c4396")]
    public void The_digest_is_the_one_of_the_capture(string challenge, string password, string expected)
    {
        using ChanPassword secret = ChanPassword.FromString(password);

        Assert.Equal(expected, ClassicDigest.Compute(Encoding.ASCII.GetBytes(challenge), secret));
    }

    [Fact]
    public void A_password_enters_the_digest_in_Latin_1()
    {
        using ChanPassword secret = ChanPassword.FromString("Zoë");

        // erlang:md5("abc" ++ [$Z, $o, 16#EB])
        Assert.Equal(Convert.ToHexStringLower(Md5([.. "abcZo"u8, 0xEB])), ClassicDigest.Compute("abc"u8, secret));
    }

    [Fact]
    public void A_password_outside_Latin_1_is_refused_with_the_reason()
    {
        using ChanPassword secret = ChanPassword.FromString("пароль");

        Assert.False(secret.IsLatin1);
        Assert.Throws<ArgumentException>(() => ClassicDigest.Compute("abc"u8, secret));
        Assert.Throws<ArgumentException>(() => new ClassicClientHandshake(Atoms.Chan, ErlList.Empty, secret));
    }

    [Fact]
    public void Ten_thousand_challenges_are_distinct_and_their_letters_evenly_spread()
    {
        const int Count = 10_000;
        var seen = new HashSet<string>();
        int[] letters = new int[26];
        using var random = RandomNumberGenerator.Create();
        for (int i = 0; i < Count; i++)
        {
            byte[] challenge = ClassicChallenge.Create(random);
            Assert.Equal(ClassicChallenge.Length, challenge.Length);
            Assert.True(seen.Add(Encoding.ASCII.GetString(challenge)));
            foreach (byte letter in challenge)
            {
                letters[letter - 'a']++;
            }
        }

        double expected = Count * ClassicChallenge.Length / 26.0;
        double chiSquare = letters.Sum(count => (count - expected) * (count - expected) / expected);

        // 25 degrees of freedom: 78 is passed by chance once in five million runs.
        Assert.InRange(chiSquare, 0, 78);
    }

    private static byte[] Md5(byte[] bytes)
    {
#pragma warning disable CA5351 // The protocol's own choice.
        return MD5.HashData(bytes);
#pragma warning restore CA5351
    }
}
