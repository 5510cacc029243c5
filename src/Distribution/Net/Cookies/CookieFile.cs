using System.Security.Cryptography;

namespace Chan.Distribution.Net.Cookies;

/// <summary>The file <c>.erlang.cookie</c> that all nodes of a user share: found, or made at the first start. Protocol 8.1, security notes 8.4.</summary>
internal static class CookieFile
{
    private const string Name = ".erlang.cookie";
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Reads the cookie of the user that this program runs as, or makes one.</summary>
    /// <exception cref="CookieException">The file cannot be used, or there is no folder for it; the message says what to do.</exception>
    public static Cookie LoadOrCreate(RandomNumberGenerator random, WeakCookies weakCookies)
        => LoadOrCreate(CookieFolders.OfThisUser(), random, weakCookies);

    /// <summary>The same, with the folders given.</summary>
    /// <exception cref="CookieException">The file cannot be used, or there is no folder for it; the message says what to do.</exception>
    public static Cookie LoadOrCreate(CookieFolders folders, RandomNumberGenerator random, WeakCookies weakCookies)
    {
        foreach (string folder in folders.ToSearch)
        {
            if (TryRead(Path.Combine(folder, Name), weakCookies) is { } found)
            {
                return found;
            }
        }

        if (folders.ForNew is not { } home)
        {
            throw new CookieException("There is no home folder in which a cookie file could be: set HOME, or give the cookie in the node's options.");
        }

        string path = Path.Combine(home, Name);
        // Another node of this user may make the file at the same time: whoever is first, its cookie is the one of both.
        return TryCreate(path, random)
            ?? TryRead(path, weakCookies)
            ?? throw new CookieException($"Cookie file {path} appeared and vanished again while this node started.");
    }

    /// <summary>Reads a cookie file; null if there is none.</summary>
    /// <exception cref="CookieException">It cannot be used.</exception>
    internal static Cookie? TryRead(string path, WeakCookies weakCookies)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new CookieException($"Cookie file {path} is a folder; a file that holds the cookie belongs there.");
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            CheckMode(path, file);
            return Read(path, file, weakCookies);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CookieException($"Cookie file {path} cannot be read: {error.Message} It must be the file of the user that the node runs as.", error);
        }
    }

    private static void CheckMode(string path, FileStream file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Asked of the open file, so that nothing can be exchanged between the check and the use.
        UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
        if ((mode & ~OwnerOnly) != 0)
        {
            throw new CookieException(
                $"Cookie file {path} is open to others (mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}): who reads it can run code as this node."
                + $" Make it the owner's own (chmod 400 {path}), and if others could have read it, put a new cookie in on every node.");
        }
    }

    private static Cookie Read(string path, FileStream file, WeakCookies weakCookies)
    {
        // One byte more than what fits, and room for the end of the line: a longer file is not read to its end.
        Span<byte> content = stackalloc byte[Cookie.MaxLength + 16];
        try
        {
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            ReadOnlySpan<byte> text = content[..length].TrimEnd(" \r\n"u8);
            return Cookie.FromBytes(text, weakCookies);
        }
        catch (CookieException error)
        {
            throw new CookieException($"Cookie file {path} cannot be used. {error.Message}", error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static Cookie? TryCreate(string path, RandomNumberGenerator random)
    {
        var cookie = Cookie.Generate(random);
        string unfinished = $"{path}.{Convert.ToHexStringLower(RandomName(random))}";
        try
        {
            Write(unfinished, cookie);

            // Nobody ever sees half a cookie, and no cookie is replaced.
            return FirstFile.TryPublish(unfinished, path) ? cookie : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CookieException($"Cookie file {path} cannot be made: {error.Message} Make it yourself, or give the cookie in the node's options.", error);
        }
    }

    private static void Write(string path, Cookie cookie)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerReads;
        }

        using var file = new FileStream(path, options);
        cookie.WriteTo(file);
        file.Flush(flushToDisk: true);
    }

    private static byte[] RandomName(RandomNumberGenerator random)
    {
        byte[] name = new byte[8];
        random.GetBytes(name);
        return name;
    }
}
