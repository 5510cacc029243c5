using System.Text;

namespace Chan.Distribution.Net.Cookies;

/// <summary>Which cookies could be guessed. Security notes 8.4.</summary>
internal static class CookieStrength
{
    /// <summary>Shorter cookies are weak, in characters.</summary>
    public const int ShortestStrong = 20;

    private const int GeneratedByErlang = 20;

    // Values that stand in manuals, images and examples of systems built on Erlang; case makes no difference.
    private static readonly string[] WellKnown =
    [
        "monster", "changeme", "change_me", "nocookie", "secret", "cookie", "erlang", "elixir", "rabbit", "rabbitmq", "rabbitmq-cookie",
        "rabbit_secret_cookie", "secret cookie here", "s3cr3tc00ki3", "swqokodsqalrpclnmeqg", "mysecretcookie", "this_is_a_secret_cookie",
        "thisisasecretcookie", "couchdb", "couchdb_cookie", "ejabberd", "emqxsecretcookie", "emqx50elixir", "vmq", "riak",
    ];

    /// <summary>Why the cookie is weak, as part of a sentence; null if it is not.</summary>
    public static string? WeaknessOf(ReadOnlySpan<byte> cookie)
    {
        foreach (string known in WellKnown)
        {
            if (Ascii.EqualsIgnoreCase(cookie, known))
            {
                return "it is an example that stands in manuals";
            }
        }

        if (cookie.Length < ShortestStrong)
        {
            return $"it has fewer than {ShortestStrong} characters";
        }

        return cookie.ContainsAnyExcept(cookie[0]) ? null : "it repeats one character";
    }

    /// <summary>What to say about a cookie that is taken; null if nothing.</summary>
    public static string? WarningFor(ReadOnlySpan<byte> cookie)
        => cookie.Length == GeneratedByErlang && !cookie.ContainsAnyExceptInRange((byte)'A', (byte)'Z')
            ? "The cookie has the form of those that Erlang makes (20 capitals): the generator behind them has a state of 36 bits, which can be searched. Replace it by a random one of 32 bytes."
            : null;
}
