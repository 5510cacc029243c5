using System.Security.Cryptography;
using Chan.Server.Configuration.Secrets;

namespace Chan.Server.Hosting.State;

/// <summary>
/// The folder in which the gateway keeps what must outlive it: owner only, and every file in it is either the old or the
/// new one, never half of one, whenever the machine is switched off.
/// </summary>
/// <remarks>
/// A file is written under another name in the same folder, created owner-only, flushed to the disk and then renamed
/// (security design, section 4.3). Thread-safe; several processes may use one folder.
/// </remarks>
public sealed partial class StateFolder
{
    /// <summary>Largest file kept here, in bytes.</summary>
    public const int MaxFileLength = 16 * 1024 * 1024;

    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string TemporarySuffix = ".tmp";

    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(10);

    private StateFolder(string path) => FolderPath = path;

    /// <summary>Absolute path.</summary>
    public string FolderPath { get; }

    /// <summary>Opens the folder, making it with mode 0700 if it is not there, and removes what broken writes left behind.</summary>
    /// <param name="path">Absolute path; folders above it are made too.</param>
    /// <param name="time">Tells how old a leftover is.</param>
    /// <exception cref="SecretFileException">It is a link, belongs to somebody else, or others have access.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static StateFolder Open(string path, TimeProvider time)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            Create(full);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"The state folder {full} cannot be made: no permission. Choose another with the key stateFolder.", denied);
        }

        CheckFolder(full);
        var folder = new StateFolder(full);
        folder.RemoveStaleLeftovers(time);
        return folder;
    }

    /// <summary>Reads a file; null if it is not there.</summary>
    /// <param name="name">File name without folder.</param>
    /// <param name="cancellationToken">Checked before the file is opened.</param>
    /// <exception cref="SecretFileException">It is a link, belongs to somebody else, or others can read it.</exception>
    public Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = PathOf(name);
        try
        {
            return Task.FromResult<byte[]?>(SecretFile.ReadAll(path, MaxFileLength));
        }
        catch (FileNotFoundException)
        {
            return Task.FromResult<byte[]?>(null);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"{path} cannot be read: no permission.", denied);
        }
    }

    /// <summary>Reads a file, or makes it. If two processes make it at once, both get the content of the one that was first.</summary>
    /// <param name="name">File name without folder.</param>
    /// <param name="make">Makes the content; erased after it is written.</param>
    /// <param name="cancellationToken">Stops before the file is in place; afterwards it has no effect.</param>
    public async Task<byte[]> ReadOrCreateAsync(string name, Func<byte[]> make, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (await ReadAsync(name, cancellationToken).ConfigureAwait(false) is { } present)
        {
            return present;
        }

        byte[] content = make();
        try
        {
            await WriteAsync(name, content, replace: false, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (File.Exists(PathOf(name)))
        {
            // Another process was first; its content counts, and is read below.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        return await ReadAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new IOException($"{PathOf(name)} vanished right after it was written.");
    }

    /// <summary>Replaces a file as a whole: after a crash there is the old content or the new, mode 0600 either way.</summary>
    /// <param name="name">File name without folder.</param>
    /// <param name="content">The new content, at most <see cref="MaxFileLength"/> bytes.</param>
    /// <param name="cancellationToken">Stops before the file is in place; the old one then stays.</param>
    public Task WriteAtomicAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => WriteAsync(name, content, replace: true, cancellationToken);

    private async Task WriteAsync(string name, ReadOnlyMemory<byte> content, bool replace, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaxFileLength, nameof(content));
        string path = PathOf(name);
        string temporary = PathOf($".{name}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}{TemporarySuffix}");
        try
        {
            FileStream file = CreateOwnerOnly(temporary);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, replace);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FolderSync.Flush(FolderPath);
    }

    private string PathOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Path.GetFileName(name) == name && name is not ("." or "..")
            ? Path.Combine(FolderPath, name)
            : throw new ArgumentException($"'{name}' is not a plain file name.", nameof(name));
    }
}
