namespace Chan.Distribution.Net.Cookies;

/// <summary>What to do with a cookie that somebody could guess. Existing Erlang clusters often have one.</summary>
public enum WeakCookies
{
    /// <summary>Such a cookie is an error.</summary>
    Refuse,

    /// <summary>Such a cookie is taken: who guesses it can run code as this node.</summary>
    Accept,
}
