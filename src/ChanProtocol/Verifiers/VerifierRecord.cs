using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Verifiers;

/// <summary>
/// What a gateway keeps instead of a password: salt, w0 and L of SPAKE2+. Who steals it can try passwords offline at the
/// cost of scrypt and pose as the server, but cannot log in; so it is a secret.
/// </summary>
/// <remarks>
/// One line: <c>$spake2p$v=1,id=ID$p256-sha256$scrypt,ln=15,r=8,p=1$SALT$W0$L</c> with the last three in base64url without padding.
/// Source: native protocol, section 4. Immutable; safe from any thread.
/// </remarks>
public sealed partial class VerifierRecord
{
    private readonly byte[] _w0;

    private VerifierRecord(string idProver, KdfParameters parameters, byte[] salt, byte[] w0, P256Group.Point l)
    {
        IdProver = idProver;
        Parameters = parameters;
        Salt = salt;
        _w0 = w0;
        L = l;
    }

    /// <summary>The identity that the record is for. It went into scrypt: the record is worthless under another name.</summary>
    public string IdProver { get; }

    /// <summary>Cost of scrypt with which the record was made.</summary>
    public KdfParameters Parameters { get; }

    internal byte[] Salt { get; }

    internal ReadOnlySpan<byte> W0 => _w0;

    internal P256Group.Point L { get; }

    /// <summary>Makes the record of a password, with a random salt. Runs scrypt: a tenth of a second and 32 MiB by default.</summary>
    /// <param name="idProver">As <see cref="ProverIdentity.Of"/> makes it.</param>
    /// <param name="password">Stays the caller's.</param>
    /// <param name="parameters">Within <see cref="KdfParameters.IsAcceptable"/>.</param>
    /// <param name="random">A cryptographic source.</param>
    /// <exception cref="ArgumentException">The identity or the parameters are not acceptable.</exception>
    public static VerifierRecord Create(string idProver, ChanPassword password, KdfParameters parameters, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> salt = stackalloc byte[VerifierSalt.Length];
        random.GetBytes(salt);
        return Create(idProver, password, parameters, salt, random);
    }

    /// <summary>Makes the record of a password with a given salt: <see cref="VerifierSalt.ForIdentity(ReadOnlySpan{byte}, string)"/> for a record made at every start.</summary>
    /// <param name="idProver">As <see cref="ProverIdentity.Of"/> makes it.</param>
    /// <param name="password">Stays the caller's.</param>
    /// <param name="parameters">Within <see cref="KdfParameters.IsAcceptable"/>.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="random">A cryptographic source, for blinding.</param>
    /// <exception cref="ArgumentException">The identity, the parameters or the salt's length are not acceptable.</exception>
    public static VerifierRecord Create(
        string idProver, ChanPassword password, KdfParameters parameters, ReadOnlySpan<byte> salt, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(random);
        if (!ProverIdentity.IsValid(idProver))
        {
            throw new ArgumentException("The identity must be a service name, or a service name, a slash and a client name.", nameof(idProver));
        }

        if (!parameters.IsAcceptable)
        {
            throw new ArgumentException($"The parameters {parameters} are outside what clients accept: {AcceptedParameters}.", nameof(parameters));
        }

        if (salt.Length != VerifierSalt.Length)
        {
            throw new ArgumentException($"A salt has {VerifierSalt.Length} bytes, not {salt.Length}.", nameof(salt));
        }

        using ProverKey key = PasswordStretch.Derive(password.Utf8, ProverIdentity.ToBytes(idProver), salt, parameters, random);
        P256Group.Point l = P256Group.MultiplyBlinded(P256Group.Generator, key.W1, random);
        return new VerifierRecord(idProver, parameters, salt.ToArray(), key.W0.ToArray(), l);
    }

    /// <summary>Whether the record was made from this password. Runs scrypt.</summary>
    /// <param name="password">Stays the caller's.</param>
    /// <param name="random">A cryptographic source, for blinding.</param>
    public bool Matches(ChanPassword password, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(random);
        using ProverKey key = PasswordStretch.Derive(password.Utf8, ProverIdentity.ToBytes(IdProver), Salt, Parameters, random);
        return CryptographicOperations.FixedTimeEquals(key.W0, _w0);
    }

    /// <summary>Reads the one-line form.</summary>
    /// <exception cref="FormatException">With what is wrong and what would be right; without the record's secrets.</exception>
    public static VerifierRecord Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return TryParse(line, out VerifierRecord? record, out string? fault) ? record : throw new FormatException(fault);
    }

    /// <summary>Reads the one-line form.</summary>
    /// <param name="line">Without a line end.</param>
    /// <param name="record">The record, if all of it is right.</param>
    public static bool TryParse(string? line, [NotNullWhen(true)] out VerifierRecord? record) => TryParse(line, out record, out _);

    /// <summary>The record without its secrets.</summary>
    public override string ToString() => $"{Prefix()}***";

    private string Prefix() => $"$spake2p$v=1,id={IdProver}$p256-sha256$scrypt,{Parameters}$";
}
