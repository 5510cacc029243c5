using System.Runtime.InteropServices;

namespace Chan.Distribution.Net.Cookies;

/// <summary>Gives a finished file its name if nothing has that name yet: of many that try at once, one succeeds.</summary>
internal static class FirstFile
{
    /// <summary>Takes the name. False when something has it; either way nothing is left under the old name.</summary>
    /// <exception cref="IOException">The file system refuses.</exception>
    public static bool TryPublish(string unfinished, string path)
    {
        try
        {
            // On Unix File.Move looks first and then renames: of two at the same moment the second would replace what the first has
            // made. A link cannot replace anything; where there are none, and on Windows, moving has to do.
            if (OperatingSystem.IsWindows() || link(unfinished, path) != 0)
            {
                File.Move(unfinished, path, overwrite: false);
            }

            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // The name is that of the C library; source-generated imports need unsafe code.
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string added);
#pragma warning restore IDE1006, SYSLIB1054
}
