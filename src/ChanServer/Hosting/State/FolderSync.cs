using System.Runtime.InteropServices;

namespace Chan.Server.Hosting.State;

/// <summary>Makes a rename durable: the folder's own entry is on the disk, not only the file.</summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Flushes a folder on Unix. A file system that cannot do it is not an error: the rename is atomic either way, only a
    /// power cut in the next seconds may bring the old file back. Windows keeps renames in its journal.
    /// </summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = open(folder, ReadOnly);
        if (descriptor >= 0)
        {
            _ = fsync(descriptor);
            _ = close(descriptor);
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // The names are those of the C library; source-generated imports need unsafe code.
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
#pragma warning restore IDE1006, SYSLIB1054
}
