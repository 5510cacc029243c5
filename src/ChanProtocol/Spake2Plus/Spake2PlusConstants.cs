namespace Chan.Protocol.Spake2Plus;

/// <summary>The fixed points and labels of RFC 9383 for P256-SHA256-HKDF-SHA256-HMAC-SHA256 (section 4).</summary>
internal static class Spake2PlusConstants
{
    /// <summary>Length of confirmP and confirmV (HMAC-SHA256), in bytes.</summary>
    public const int ConfirmationLength = 32;

    /// <summary>M: blinds shareP.</summary>
    public static readonly P256Group.Point M = P256Group.DecodeConstant(
        Convert.FromHexString("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f"));

    /// <summary>N: blinds shareV.</summary>
    public static readonly P256Group.Point N = P256Group.DecodeConstant(
        Convert.FromHexString("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49"));

    /// <summary>M as it stands in the transcript: uncompressed, though the RFC prints it compressed.</summary>
    public static readonly byte[] EncodedM = M.Encode();

    /// <summary>N as it stands in the transcript.</summary>
    public static readonly byte[] EncodedN = N.Encode();
}
