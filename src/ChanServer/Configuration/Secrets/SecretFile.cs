using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Chan.Server.Configuration.Secrets;

/// <summary>Opens files that hold secrets, and refuses those that others could have read or put there.</summary>
/// <remarks>
/// The checks are made on the open file, not on the path, so nothing can be exchanged between check and use: the file is a
/// regular one, no symbolic link, owned by the user that the gateway runs as (or by root under the folder of systemd's
/// credentials), and not readable by group or others. Windows: the access list grants nothing to anybody but that user,
/// administrators and the system.
/// </remarks>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens a file for reading and checks it.</summary>
    /// <exception cref="SecretFileException">The file is not fit to hold a secret.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsAccess.CheckFile(path);
            return File.OpenHandle(path);
        }

        RefuseLink(path);
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            CheckOpen(handle, path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole small file and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxLength">Most bytes that the file may have.</param>
    /// <exception cref="SecretFileException">The file is not fit to hold a secret, or too long.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadAll(string path, int maxLength)
    {
        using SafeFileHandle handle = OpenRead(path);
        long length = RandomAccess.GetLength(handle);
        if (length > maxLength)
        {
            throw new SecretFileException(path, $"the file has {length} bytes, more than the {maxLength} that belong there", "Put the right file in its place.");
        }

        byte[] content = GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
        int read = 0;
        while (read < content.Length)
        {
            int count = RandomAccess.Read(handle, content.AsSpan(read), read);
            if (count == 0)
            {
                throw new SecretFileException(path, "the file became shorter while it was read", "Let nothing else write to it.");
            }

            read += count;
        }

        return content;
    }

    /// <summary>True if a mode gives nothing to anybody but the owner.</summary>
    public static bool IsOwnerOnly(UnixFileMode mode) => (mode & ~OwnerOnly) == 0;

    [UnsupportedOSPlatform("windows")]
    private static void CheckOpen(SafeFileHandle handle, string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(handle);
        bool credential = IsSystemdCredential(path);

        // systemd shows its credentials as 0440, root's, with an access list for the one service.
        UnixFileMode allowed = credential ? OwnerOnly | UnixFileMode.GroupRead : OwnerOnly;
        if ((mode & ~allowed) != 0)
        {
            throw new SecretFileException(path, $"group or others have access (mode {Show(mode)})", $"Run: chmod 600 {path}");
        }

        if (UnixFileStatus.Of(handle) is not { } status)
        {
            return;
        }

        if (UnixFileStatus.OfPath(path) is not { } entry || entry.IsSymbolicLink || !entry.IsSameFile(status))
        {
            throw new SecretFileException(path, "the path is a symbolic link, or was exchanged while it was opened", "Put the file itself there.");
        }

        if (!status.IsRegularFile)
        {
            throw new SecretFileException(path, "this is not a regular file", "Put a file there.");
        }

        uint user = UnixFileStatus.EffectiveUser;
        if (status.Owner != user && !(credential && status.Owner == 0))
        {
            throw new SecretFileException(path, $"the file belongs to user {status.Owner}, the gateway runs as user {user}", $"Run: chown {user} {path}");
        }
    }

    private static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new SecretFileException(path, "the path is a symbolic link, or was exchanged while it was opened", "Put the file itself there.");
        }

        // Opening a pipe or a device could wait for ever; only what looks like a file is opened.
        if (UnixFileStatus.OfPath(path) is { IsRegularFile: false })
        {
            throw new SecretFileException(path, "this is not a regular file", "Put a file there.");
        }
    }

    private static bool IsSystemdCredential(string path)
        => Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder
            && Path.GetDirectoryName(Path.GetFullPath(path)) == Path.TrimEndingDirectorySeparator(folder);

    /// <summary>A mode as people write it, in octal.</summary>
    internal static string Show(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
