using System.Text;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Secrets;
using Microsoft.Win32.SafeHandles;

namespace Chan.Server.Configuration.Sources;

/// <summary>A configuration file as it was read: its text, and whether others can read it.</summary>
/// <param name="Path">Path as the user gave it.</param>
/// <param name="Folder">Absolute path of its folder; relative paths in the file start there.</param>
/// <param name="Text">The text; holds secrets.</param>
/// <param name="IsOwnerOnly">Nobody but the owner of the file can read it.</param>
internal sealed record ConfigurationFile(string Path, string Folder, string Text, bool IsOwnerOnly)
{
    /// <summary>Largest file taken, in bytes: a thousand times a usual one.</summary>
    internal const int MaxLength = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's last name part decides its form.</summary>
    public bool IsClassic => System.IO.Path.GetExtension(Path).Equals(".conf", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file; on a fault reports it and gives null.</summary>
    public static ConfigurationFile? TryRead(string path, FaultList faults)
    {
        SettingLocation place = SettingLocation.WholeFile(path);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path);
            long length = RandomAccess.GetLength(handle);
            if (length > MaxLength)
            {
                faults.Error(FaultCodes.FileTooLarge, place, $"The file has {length} bytes; at most {MaxLength} are read.",
                    "Give the configuration file, not something else.");
                return null;
            }

            byte[] bytes = new byte[length];
            int read = RandomAccess.Read(handle, bytes, 0);
            return new(path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, Decode(bytes.AsSpan(0, read)), IsPrivate(handle, path));
        }
        catch (DecoderFallbackException)
        {
            faults.Error(FaultCodes.FileNotUtf8, place, "The file is not UTF-8 text.", "Save it as UTF-8.");
        }
        catch (Exception failed) when (failed is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Error(FaultCodes.FileUnreadable, place, "There is no such file.", "Give its path with --config FILE.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Error(FaultCodes.FileUnreadable, place, $"The file cannot be read ({failed.GetType().Name}).",
                "Give a file that the user of the gateway may read.");
        }

        return null;
    }

    /// <summary>The path only: the text holds secrets.</summary>
    public override string ToString() => Path;

    private static string Decode(ReadOnlySpan<byte> bytes)
        => StrictUtf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);

    private static bool IsPrivate(SafeFileHandle handle, string path)
        => OperatingSystem.IsWindows() ? WindowsAccess.IsOwnerOnly(path) : SecretFile.IsOwnerOnly(File.GetUnixFileMode(handle));
}
