using System.Security.Cryptography;

namespace Chan.Protocol.Classic;

/// <summary>A classic challenge: 25 letters a to z, each as likely as any other (117 bits).</summary>
/// <remarks>
/// The book's challenges come from the clock and repeat; ours come from a cryptographic source, and the peer cannot tell.
/// Source: design notes, section 9.
/// </remarks>
public static class ClassicChallenge
{
    /// <summary>Length of a challenge, in letters.</summary>
    public const int Length = 25;

    private const int Letters = 26;

    // The largest multiple of 26 in a byte: what lies above would make the first letters likelier, and is drawn again.
    private const int Fair = byte.MaxValue / Letters * Letters;

    /// <summary>Draws a challenge.</summary>
    /// <param name="random">A cryptographic source.</param>
    /// <returns>25 bytes.</returns>
    public static byte[] Create(RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        byte[] challenge = new byte[Length];
        Span<byte> draws = stackalloc byte[2 * Length];
        int count = 0;
        while (count < Length)
        {
            random.GetBytes(draws);
            foreach (byte draw in draws)
            {
                if (draw < Fair && count < Length)
                {
                    challenge[count++] = (byte)('a' + (draw % Letters));
                }
            }
        }

        return challenge;
    }

    /// <summary>Whether a received text is a challenge that a lib_chan server makes.</summary>
    internal static bool IsValid(string text) => text.Length == Length && text.All(char.IsAsciiLetterLower);
}
