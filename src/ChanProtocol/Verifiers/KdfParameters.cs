namespace Chan.Protocol.Verifiers;

/// <summary>Cost of scrypt (RFC 7914), as told in PARAMS and written in verifier records.</summary>
/// <param name="Log2N">Binary logarithm of N. Memory is 128 * 2^Log2N * R bytes.</param>
/// <param name="R">Block size.</param>
/// <param name="P">Parallelism; multiplies the time.</param>
/// <remarks>Source: native protocol, section 4.</remarks>
public readonly record struct KdfParameters(int Log2N, int R, int P)
{
    private const int MinLog2N = 14;
    private const int MaxLog2N = 18;
    private const int OnlyR = 8;
    private const int MaxP = 4;
    private const long MaxCost = 256L * 1024 * 1024;

    /// <summary>For new records: 32 MiB and about 125 ms on a server core.</summary>
    public static KdfParameters Default { get; } = new(15, OnlyR, 1);

    /// <summary>
    /// Whether a client may compute with these: Log2N 14 to 18, R 8, P 1 to 4, and 128 * N * R * P at most 256 MiB.
    /// Lower would be weak; higher would let a server exhaust the client's memory.
    /// </summary>
    public bool IsAcceptable
        => Log2N is >= MinLog2N and <= MaxLog2N && R == OnlyR && P is >= 1 and <= MaxP && (128L << Log2N) * R * P <= MaxCost;

    /// <summary>As written in a verifier record: <c>ln=15,r=8,p=1</c>.</summary>
    public override string ToString() => $"ln={Log2N},r={R},p={P}";
}
