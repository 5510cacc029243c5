using System.Collections.Frozen;
using System.Security.Cryptography;
using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Verifiers;

/// <summary>
/// The verifiers that one port serves, ready for handshakes: the multiplications by w0 are done. Holds a fake entry beside them,
/// through which unknown names take the same way.
/// </summary>
/// <remarks>Immutable; safe from any thread. Sources: native protocol, section 5; design notes 4.1 and 5.3.</remarks>
public sealed class VerifierCatalog
{
    private readonly FrozenDictionary<string, Entry> _entries;
    private readonly Entry _fake;

    private VerifierCatalog(FrozenDictionary<string, Entry> entries, Entry fake, KdfParameters parameters)
    {
        _entries = entries;
        _fake = fake;
        Parameters = parameters;
    }

    /// <summary>What PARAMS tells every client, whether its name is known or not.</summary>
    public KdfParameters Parameters { get; }

    /// <summary>Number of identities.</summary>
    public int Count => _entries.Count;

    /// <summary>Prepares records for handshakes; about a millisecond for each.</summary>
    /// <param name="records">One per identity.</param>
    /// <param name="parameters">The gateway's own: every record must have them, or they would tell known names from unknown ones.</param>
    /// <param name="random">A cryptographic source.</param>
    /// <exception cref="ArgumentException">Two records for one identity, or a record with other parameters.</exception>
    public static VerifierCatalog Create(IEnumerable<VerifierRecord> records, KdfParameters parameters, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(random);
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (VerifierRecord record in records)
        {
            if (record.Parameters != parameters)
            {
                throw new ArgumentException(
                    $"The verifier of {record.IdProver} was made with {record.Parameters}, the gateway uses {parameters}: all must be the same, or they would tell which names exist.",
                    nameof(records));
            }

            var entry = new Entry(new VerifierKey(record.W0, record.L, random), record.Salt, Known: 1);
            if (!entries.TryAdd(record.IdProver, entry))
            {
                throw new ArgumentException($"There are two verifiers for {record.IdProver}; one is enough.", nameof(records));
            }
        }

        var fake = new Entry(VerifierKey.Random(random), new byte[VerifierSalt.Length], Known: 0);
        return new VerifierCatalog(entries.ToFrozenDictionary(StringComparer.Ordinal), fake, parameters);
    }

    /// <summary>Whether an identity has a verifier here.</summary>
    public bool Contains(string idProver) => _entries.ContainsKey(idProver);

    internal Entry Find(string idProver) => _entries.GetValueOrDefault(idProver, _fake);

    /// <summary>One identity's key and salt.</summary>
    /// <param name="Key">For the exchange.</param>
    /// <param name="Salt">As in the record.</param>
    /// <param name="Known">1, or 0 for the fake entry: a number, so that a verdict is formed without a branch.</param>
    internal sealed record Entry(VerifierKey Key, byte[] Salt, int Known)
    {
        public override string ToString() => Known == 1 ? "known" : "fake";
    }
}
