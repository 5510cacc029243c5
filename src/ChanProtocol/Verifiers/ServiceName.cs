using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Chan.Protocol.Verifiers;

/// <summary>The grammar of service and client names: 1 to 64 of <c>A-Z a-z 0-9 _ . -</c>.</summary>
/// <remarks>Source: native protocol, section 2.</remarks>
public static class ServiceName
{
    /// <summary>Longest name, in characters (and, being ASCII, in bytes).</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    private static readonly SearchValues<byte> AllowedBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    /// <summary>Whether a text is a service or client name.</summary>
    public static bool IsValid([NotNullWhen(true)] string? name)
        => name is { Length: >= 1 and <= MaxLength } && !name.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>Whether a text is a client name, or empty (the service's own password).</summary>
    public static bool IsValidClient([NotNullWhen(true)] string? name) => name is "" || IsValid(name);

    internal static bool IsValid(ReadOnlySpan<byte> name)
        => name.Length is >= 1 and <= MaxLength && !name.ContainsAnyExcept(AllowedBytes);
}
