using System.Security.Cryptography;

namespace Chan.Protocol.Spake2Plus;

/// <summary>The keys of RFC 9383, section 3.4, in its order and with its names. Erased by <see cref="Dispose"/>.</summary>
internal sealed class KeySchedule : IDisposable
{
    private const int KeyLength = 32;

    private readonly byte[] _kMain = NewKey(KeyLength);
    private readonly byte[] _confirmationKeys = NewKey(2 * KeyLength);
    private readonly byte[] _kShared = NewKey(KeyLength);

    private KeySchedule()
    {
    }

    /// <summary>K_main = Hash(TT).</summary>
    public ReadOnlySpan<byte> KMain => _kMain;

    /// <summary>K_confirmP, the first half of KDF(nil, K_main, "ConfirmationKeys").</summary>
    public ReadOnlySpan<byte> KConfirmP => _confirmationKeys.AsSpan(0, KeyLength);

    /// <summary>K_confirmV, the second half.</summary>
    public ReadOnlySpan<byte> KConfirmV => _confirmationKeys.AsSpan(KeyLength);

    /// <summary>K_shared = KDF(nil, K_main, "SharedKey").</summary>
    public ReadOnlySpan<byte> KShared => _kShared;

    /// <summary>Derives every key from a transcript; the transcript stays the caller's to erase.</summary>
    public static KeySchedule Derive(ReadOnlySpan<byte> transcript)
    {
        var keys = new KeySchedule();
        SHA256.HashData(transcript, keys._kMain);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys._kMain, keys._confirmationKeys, salt: [], info: "ConfirmationKeys"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys._kMain, keys._kShared, salt: [], info: "SharedKey"u8);
        return keys;
    }

    /// <summary>confirmP = MAC(K_confirmP, shareV): each side vouches for the share that it received.</summary>
    public byte[] ConfirmP(ReadOnlySpan<byte> shareV) => HMACSHA256.HashData(KConfirmP, shareV);

    /// <summary>confirmV = MAC(K_confirmV, shareP).</summary>
    public byte[] ConfirmV(ReadOnlySpan<byte> shareP) => HMACSHA256.HashData(KConfirmV, shareP);

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_kMain);
        CryptographicOperations.ZeroMemory(_confirmationKeys);
        CryptographicOperations.ZeroMemory(_kShared);
    }

    // Pinned: the collector cannot leave copies behind when it compacts.
    private static byte[] NewKey(int length) => GC.AllocateArray<byte>(length, pinned: true);
}
