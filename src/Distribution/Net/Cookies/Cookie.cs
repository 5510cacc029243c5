using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chan.Distribution.Net.Cookies;

/// <summary>The secret that the nodes of a cluster share. Who knows it has the rights of every node. Immutable; thread-safe.</summary>
/// <remarks><see cref="ToString"/> never shows it. Protocol 2.3 and 8.1, security notes 8.</remarks>
public sealed class Cookie : IEquatable<Cookie>
{
    /// <summary>The longest cookie, in characters: it is an atom in Erlang.</summary>
    public const int MaxLength = 255;

    private const int GeneratedBytes = 32;

    // Pinned, so that the collector leaves no copies of it behind.
    private readonly byte[] _bytes;

    private Cookie(ReadOnlySpan<byte> bytes, string? weakness, string? warning)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
        Weakness = weakness;
        Warning = warning;
    }

    /// <summary>Length of the digest that proves the cookie, in bytes.</summary>
    internal static int DigestLength => MD5.HashSizeInBytes;

    /// <summary>Why somebody could guess it, if it was accepted nevertheless; null for one of full strength.</summary>
    internal string? Weakness { get; }

    /// <summary>What the owner should know about it though it is taken; null if nothing.</summary>
    internal string? Warning { get; }

    /// <summary>Takes a cookie as its owner wrote it.</summary>
    /// <param name="text">1 to 255 characters of printable ASCII.</param>
    /// <param name="weakCookies">Whether one that could be guessed is taken: shorter than 20 characters, or known from manuals.</param>
    /// <exception cref="CookieException">It cannot be used; the message says why.</exception>
    public static Cookie FromString(string text, WeakCookies weakCookies = WeakCookies.Refuse)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new CookieException("A cookie is made of printable ASCII characters; this one has others.");
        }

        byte[] bytes = Encoding.ASCII.GetBytes(text);
        try
        {
            return FromBytes(bytes, weakCookies);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Cookie? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Cookie);

    /// <summary>The same for every cookie: a hash of the secret would tell something of it.</summary>
    public override int GetHashCode() => 0;

    /// <summary>Three stars.</summary>
    public override string ToString() => "***";

    /// <summary>Makes one of 256 random bits, as 64 hexadecimal digits.</summary>
    internal static Cookie Generate(RandomNumberGenerator random)
    {
        Span<byte> bits = stackalloc byte[GeneratedBytes];
        Span<byte> digits = stackalloc byte[2 * GeneratedBytes];
        random.GetBytes(bits);
        Convert.TryToHexStringLower(bits, digits, out _);
        var cookie = new Cookie(digits, weakness: null, warning: null);
        CryptographicOperations.ZeroMemory(bits);
        CryptographicOperations.ZeroMemory(digits);
        return cookie;
    }

    /// <summary>Takes the content of a cookie file, without what ends its line.</summary>
    /// <exception cref="CookieException">It cannot be used.</exception>
    internal static Cookie FromBytes(ReadOnlySpan<byte> bytes, WeakCookies weakCookies)
    {
        if (bytes.Length is 0 or > MaxLength || bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            throw new CookieException($"A cookie has 1 to {MaxLength} characters of printable ASCII.");
        }

        string? weakness = CookieStrength.WeaknessOf(bytes);
        return weakness is null || weakCookies == WeakCookies.Accept
            ? new Cookie(bytes, weakness, CookieStrength.WarningFor(bytes))
            : throw new CookieException(
                $"The cookie could be guessed: {weakness}. Use a random one, such as the 64 characters that a node makes when there is no cookie file"
                + " (and the same on every node of the cluster), or accept weak cookies in the node's options.");
    }

    /// <summary>Writes the cookie, as a cookie file holds it.</summary>
    internal void WriteTo(Stream stream) => stream.Write(_bytes);

    /// <summary>Proves knowledge of the cookie: MD5 of it and of the challenge as a decimal number.</summary>
    /// <param name="challenge">The number that the other side chose.</param>
    /// <param name="digest">Receives 16 bytes.</param>
    internal void Digest(uint challenge, Span<byte> digest)
    {
        Span<byte> number = stackalloc byte[10];
        challenge.TryFormat(number, out int digits, provider: CultureInfo.InvariantCulture);
#pragma warning disable CA5351 // MD5 is what the protocol specifies.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        md5.AppendData(_bytes);
        md5.AppendData(number[..digits]);
        md5.GetHashAndReset(digest);
    }

    /// <summary>Whether a digest proves this cookie; takes the same time for every wrong one.</summary>
    internal bool Proves(uint challenge, ReadOnlySpan<byte> digest)
    {
        Span<byte> expected = stackalloc byte[MD5.HashSizeInBytes];
        Digest(challenge, expected);
        bool equal = CryptographicOperations.FixedTimeEquals(expected, digest);
        CryptographicOperations.ZeroMemory(expected);
        return equal;
    }
}
