using System.Security.Cryptography;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Spake2Plus;

/// <summary>Password to w0 and w1: RFC 9383, section 3.2, with scrypt as the password hash.</summary>
internal static class PasswordStretch
{
    private const int NumberLength = 40;

    /// <summary>Computes w0 and w1; takes a tenth of a second and 32 MiB with the default parameters.</summary>
    /// <param name="password">Bytes of the password, normalised.</param>
    /// <param name="idProver">The identity that the password belongs to. The verifier's identity enters as empty, so that a record outlives it.</param>
    /// <param name="salt">The record's salt.</param>
    /// <param name="parameters">Cost of scrypt; judged by the caller.</param>
    /// <param name="random">Blinds the multiplications by w0.</param>
    /// <exception cref="CryptographicException">w0 or w1 came out as 0 (chance 2^-255).</exception>
    public static ProverKey Derive(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> idProver, ReadOnlySpan<byte> salt, KdfParameters parameters, RandomNumberGenerator random)
    {
        const int Items = 3;
        byte[] input = GC.AllocateArray<byte>((Items * sizeof(ulong)) + password.Length + idProver.Length, pinned: true);
        Span<byte> rest = Transcript.AppendItem(input, password);
        rest = Transcript.AppendItem(rest, idProver);
        Transcript.AppendItem(rest, []);

        byte[] output = P256Group.Scrypt(input, salt.ToArray(), parameters.Log2N, parameters.R, parameters.P, 2 * NumberLength);
        CryptographicOperations.ZeroMemory(input);

        Span<byte> w0 = stackalloc byte[P256Group.ScalarLength];
        Span<byte> w1 = stackalloc byte[P256Group.ScalarLength];
        try
        {
            P256Group.Reduce(output.AsSpan(0, NumberLength), w0);
            P256Group.Reduce(output.AsSpan(NumberLength), w1);
            return P256Group.IsInRange(w0) && P256Group.IsInRange(w1)
                ? new ProverKey(w0, w1, random)
                : throw new CryptographicException("The password and salt give a key of zero; choose another salt.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(output);
            CryptographicOperations.ZeroMemory(w0);
            CryptographicOperations.ZeroMemory(w1);
        }
    }
}
