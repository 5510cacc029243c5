using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Chan.Protocol.Verifiers;

/// <summary>A password as both protocols use it: the bytes of its normal form (NFC) in UTF-8. Never shown; erased by <see cref="Dispose"/>.</summary>
/// <remarks>Source: native protocol, section 4. Not safe against use while it is disposed of; otherwise safe from any thread.</remarks>
public sealed class ChanPassword : IDisposable
{
    private const int GeneratedLength = 16;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Pinned, so that erasing it erases the only copy.
    private readonly byte[] _utf8;
    private bool _disposed;

    private ChanPassword(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            throw new FormatException("The password is empty; give at least one character.");
        }

        if (text.Contains('\0'))
        {
            throw new FormatException("The password contains a NUL character; no keyboard makes one, so the file is probably not text.");
        }

        char[] normal = NormalFormC.Normalize(text);
        try
        {
            _utf8 = GC.AllocateArray<byte>(StrictUtf8.GetByteCount(normal), pinned: true);
            StrictUtf8.GetBytes(normal, _utf8);
        }
        catch (EncoderFallbackException)
        {
            // Not passed on as the cause: its text names the offending characters.
            throw new FormatException("The password is not valid Unicode text (it has half of a surrogate pair).");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(normal.AsSpan()));
        }
    }

    /// <summary>The bytes that enter scrypt, and, where possible, the classic digest.</summary>
    /// <exception cref="ObjectDisposedException">The password is erased.</exception>
    internal ReadOnlySpan<byte> Utf8
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _utf8;
        }
    }

    /// <summary>Takes a password as typed.</summary>
    /// <param name="text">Stays in memory until the collector takes it: prefer <see cref="FromUtf8File"/> for what comes from files.</param>
    /// <exception cref="FormatException">Empty, with NUL, or not valid Unicode.</exception>
    public static ChanPassword FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ChanPassword(text);
    }

    /// <summary>Takes the content of a password file: UTF-8, of which exactly one final LF or CRLF is not part of the password.</summary>
    /// <param name="content">The whole file; the caller erases it.</param>
    /// <exception cref="FormatException">Empty, with NUL, or not valid UTF-8.</exception>
    public static ChanPassword FromUtf8File(ReadOnlySpan<byte> content)
    {
        if (content.EndsWith("\n"u8))
        {
            content = content[..^1];
            if (content.EndsWith("\r"u8))
            {
                content = content[..^1];
            }
        }

        char[] text = GC.AllocateArray<char>(content.Length, pinned: true);
        try
        {
            int length = StrictUtf8.GetChars(content, text);
            return new ChanPassword(text.AsSpan(0, length));
        }
        catch (DecoderFallbackException)
        {
            // Not passed on as the cause: its text holds bytes of the password.
            throw new FormatException("The password file is not valid UTF-8 text.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    /// <summary>Makes a password of 128 random bits: 22 letters, digits, <c>-</c> and <c>_</c>.</summary>
    /// <param name="random">A cryptographic source.</param>
    /// <param name="text">The password, to be shown to its owner once.</param>
    public static ChanPassword Generate(RandomNumberGenerator random, out string text)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bits = stackalloc byte[GeneratedLength];
        random.GetBytes(bits);
        text = Base64Url.EncodeToString(bits);
        CryptographicOperations.ZeroMemory(bits);
        return new ChanPassword(text);
    }

    /// <summary>Compares in time that does not depend on where two passwords differ.</summary>
    public bool IsSameAs(ChanPassword other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CryptographicOperations.FixedTimeEquals(Utf8, other.Utf8);
    }

    /// <summary>The password in Latin-1, which is all that the classic protocol can carry.</summary>
    /// <param name="latin1">The caller erases it.</param>
    internal bool TryGetLatin1([NotNullWhen(true)] out byte[]? latin1)
    {
        byte[] buffer = GC.AllocateArray<byte>(Utf8.Length, pinned: true);
        int length = 0;
        ReadOnlySpan<byte> rest = Utf8;
        while (Rune.DecodeFromUtf8(rest, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done)
        {
            if (rune.Value > byte.MaxValue)
            {
                CryptographicOperations.ZeroMemory(buffer);
                latin1 = null;
                return false;
            }

            buffer[length++] = (byte)rune.Value;
            rest = rest[consumed..];
        }

        latin1 = GC.AllocateArray<byte>(length, pinned: true);
        buffer.AsSpan(0, length).CopyTo(latin1);
        CryptographicOperations.ZeroMemory(buffer);
        return true;
    }

    /// <summary>Whether the classic protocol can carry this password: every character is in Latin-1.</summary>
    public bool IsLatin1
    {
        get
        {
            bool fits = TryGetLatin1(out byte[]? latin1);
            CryptographicOperations.ZeroMemory(latin1);
            return fits;
        }
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>Erases the password. It cannot be used afterwards.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_utf8);
    }
}
