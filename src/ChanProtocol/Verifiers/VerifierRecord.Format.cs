using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Verifiers;

public sealed partial class VerifierRecord
{
    private const string AcceptedParameters = "ln 14 to 18, r 8, p 1 to 4, together at most 256 MiB";
    private const string Form = "$spake2p$v=1,id=ID$p256-sha256$scrypt,ln=15,r=8,p=1$SALT$W0$L";

    // The line begins with the separator, so the first field is empty.
    private const int FieldCount = 8 - 1;

    /// <summary>The one-line form, secrets included: for the verifier file only.</summary>
    public string Format()
        => $"{Prefix()}{Base64Url.EncodeToString(Salt)}${Base64Url.EncodeToString(_w0)}${Base64Url.EncodeToString(L.Encode())}";

    /// <summary>Reads the one-line form.</summary>
    /// <param name="line">Without a line end.</param>
    /// <param name="record">The record, if all of it is right.</param>
    /// <param name="fault">Else what is wrong and what would be right; without the record's secrets.</param>
    public static bool TryParse(string? line, [NotNullWhen(true)] out VerifierRecord? record, [NotNullWhen(false)] out string? fault)
    {
        record = null;
        string[] fields = (line ?? "").Split('$');
        if (fields.Length != FieldCount + 1 || fields[0].Length != 0 || fields[1] != "spake2p")
        {
            fault = $"This is not a verifier record; one has the form {Form}.";
            return false;
        }

        if (!fields[2].StartsWith("v=1,id=", StringComparison.Ordinal) || !ProverIdentity.IsValid(fields[2]["v=1,id=".Length..]))
        {
            fault = "A verifier record begins with $spake2p$v=1,id=ID$, where ID is a service name, or a service name, a slash and a client name.";
            return false;
        }

        if (fields[3] != "p256-sha256")
        {
            fault = "The verifier record names an unknown suite; p256-sha256 is the only one.";
            return false;
        }

        if (!TryParseParameters(fields[4], out KdfParameters parameters))
        {
            fault = $"The verifier record's key derivation must be scrypt,ln=…,r=…,p=… with {AcceptedParameters}.";
            return false;
        }

        return TryDecode(fields[2]["v=1,id=".Length..], parameters, fields.AsSpan(5), out record, out fault);
    }

    private static bool TryDecode(
        string idProver, KdfParameters parameters, ReadOnlySpan<string> secrets, [NotNullWhen(true)] out VerifierRecord? record, [NotNullWhen(false)] out string? fault)
    {
        record = null;
        byte[]? salt = Decode(secrets[0], VerifierSalt.Length);
        byte[]? w0 = Decode(secrets[1], P256Group.ScalarLength);
        byte[]? l = Decode(secrets[2], P256Group.PointLength);
        fault = salt is null ? "SALT of the verifier record is not 16 bytes in base64url without padding."
            : w0 is null ? "W0 of the verifier record is not 32 bytes in base64url without padding."
            : l is null ? "L of the verifier record is not 65 bytes in base64url without padding."
            : !P256Group.IsInRange(w0) ? "W0 of the verifier record is not between 1 and the order of the group."
            : null;
        if (fault is not null)
        {
            return false;
        }

        if (!P256Group.TryDecode(l, out P256Group.Point point))
        {
            fault = "L of the verifier record is not a point of P-256.";
            return false;
        }

        record = new VerifierRecord(idProver, parameters, salt!, w0!, point);
        fault = null;
        return true;
    }

    private static bool TryParseParameters(string field, out KdfParameters parameters)
    {
        parameters = default;
        string[] parts = field.Split(',');
        if (parts is not ["scrypt", ['l', 'n', '=', .. var ln], ['r', '=', .. var r], ['p', '=', .. var p]]
            || !TryParseNumber(ln, out int log2N) || !TryParseNumber(r, out int blockSize) || !TryParseNumber(p, out int parallelism))
        {
            return false;
        }

        parameters = new KdfParameters(log2N, blockSize, parallelism);
        return parameters.IsAcceptable;
    }

    // One spelling per number: no sign, no leading zero.
    private static bool TryParseNumber(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number.ToString(CultureInfo.InvariantCulture) == text;

    // One spelling per value: what does not encode back to the same text (padding, spare bits) is refused.
    private static byte[]? Decode(string text, int length)
    {
        byte[] bytes = new byte[length];
        return text.Length == Base64Url.GetEncodedLength(length)
            && Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done && written == length
            && Base64Url.EncodeToString(bytes) == text
            ? bytes
            : null;
    }
}
