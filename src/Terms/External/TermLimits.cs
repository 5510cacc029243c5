namespace Chan.Terms.External;

/// <summary>What a decoder accepts. Immutable; derive a variant with <c>with</c>.</summary>
public sealed record TermLimits
{
    /// <summary>For peers of the cluster: everything is allowed, with bounds that only protect the process from accidents.</summary>
    public static TermLimits Trusted { get; } = new()
    {
        MaxDepth = 10_000,
        MaxDecodedSize = 2L * 1024 * 1024 * 1024,
        MaxExpansion = 100,
        MaxIntegerLength = 1024 * 1024,
        AllowFuns = true,
        AllowIdentifiers = true,
        AllowCompressed = true,
    };

    /// <summary>For anybody: data only, in bounds that a hostile sender cannot turn into memory or time.</summary>
    public static TermLimits Untrusted { get; } = new();

    /// <summary>Deepest nesting of tuples, lists, maps and funs, 1 or more. A term without children has depth 0. Default: 512.</summary>
    public int MaxDepth { get; init; } = 512;

    /// <summary>Most memory the decoded term may take, in bytes by the decoder's own account. Default: 64 MiB.</summary>
    public long MaxDecodedSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most memory per byte of input; 64 KiB are always allowed. Default: 16.</summary>
    public int MaxExpansion { get; init; } = 16;

    /// <summary>Longest integer, in bytes of its magnitude. Arithmetic and printing take quadratic time. Default: 8 KiB.</summary>
    public int MaxIntegerLength { get; init; } = 8 * 1024;

    /// <summary>Whether funs are accepted. They are data here and never called. Default: no.</summary>
    public bool AllowFuns { get; init; }

    /// <summary>Whether pids, ports and references are accepted. Default: no.</summary>
    public bool AllowIdentifiers { get; init; }

    /// <summary>Whether compressed terms are accepted; they inflate to at most 100 times their size. Default: no.</summary>
    public bool AllowCompressed { get; init; }

    internal long BudgetFor(long inputLength)
    {
        const long AlwaysAllowed = 64 * 1024;
        return Math.Min(MaxDecodedSize, AlwaysAllowed + (inputLength * MaxExpansion));
    }
}
