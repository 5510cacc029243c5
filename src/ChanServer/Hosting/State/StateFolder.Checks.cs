using System.Security.AccessControl;
using Chan.Server.Configuration.Secrets;

namespace Chan.Server.Hosting.State;

/// <summary>What the folder itself must be.</summary>
public sealed partial class StateFolder
{
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!Directory.Exists(path))
            {
                new DirectoryInfo(path).Create(WindowsAccess.OwnerOnlyFolder());
            }
        }
        else if (new DirectoryInfo(path).LinkTarget is null)
        {
            // Folders above are made by the rules of the user's mask; only this one holds secrets.
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
            Directory.CreateDirectory(path, FolderMode);
        }
    }

    private static void CheckFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsAccess.CheckFolder(path);
            return;
        }

        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw new SecretFileException(path, "the state folder is a symbolic link", "Name the folder itself in the key stateFolder.");
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~FolderMode) != 0)
        {
            throw new SecretFileException(path, $"group or others have access to the state folder (mode {SecretFile.Show(mode)})", $"Run: chmod 700 {path}");
        }

        uint user = UnixFileStatus.EffectiveUser;
        if (UnixFileStatus.OfPath(path) is { } status && status.Owner != user)
        {
            throw new SecretFileException(path, $"the state folder belongs to user {status.Owner}, the gateway runs as user {user}", $"Run: chown -R {user} {path}");
        }
    }

    // Unbuffered: what is written is complete when the write returns.
    private static FileStream CreateOwnerOnly(string path)
        => OperatingSystem.IsWindows()
            ? new FileInfo(path).Create(
                FileMode.CreateNew, FileSystemRights.FullControl, FileShare.None, 1, FileOptions.None, WindowsAccess.OwnerOnlyFile())
            : new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
                UnixCreateMode = FileMode0600,
            });

    // Young ones may belong to another process that writes right now.
    private void RemoveStaleLeftovers(TimeProvider time)
    {
        foreach (string leftover in Directory.EnumerateFiles(FolderPath, ".*" + TemporarySuffix))
        {
            if (time.GetUtcNow() - File.GetLastWriteTimeUtc(leftover) > StaleAfter)
            {
                File.Delete(leftover);
            }
        }
    }
}
