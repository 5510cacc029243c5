namespace Chan.Distribution.Net.Cookies;

/// <summary>A cookie, or the file of one, cannot be used. The message says why and what to do; it never holds the cookie.</summary>
public sealed class CookieException : Exception
{
    /// <summary>Makes one without a cause.</summary>
    public CookieException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one for a file that could not be read or made.</summary>
    public CookieException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
