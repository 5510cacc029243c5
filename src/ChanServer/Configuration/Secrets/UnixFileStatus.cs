using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Chan.Server.Configuration.Secrets;

/// <summary>Owner, identity and kind of a file, which the base class library does not tell.</summary>
/// <remarks>
/// Linux only, through statx(2): the layout of its result is the same on every architecture, which that of stat(2) is not.
/// </remarks>
internal readonly record struct UnixFileStatus(uint Owner, ulong Inode, ulong Device, ushort Mode)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicFields = 0x7ff;
    private const ushort KindMask = 0xF000;
    private const ushort SymbolicLinkKind = 0xA000;
    private const ushort RegularFileKind = 0x8000;

    public bool IsSymbolicLink => (Mode & KindMask) == SymbolicLinkKind;

    public bool IsRegularFile => (Mode & KindMask) == RegularFileKind;

    public bool IsSameFile(UnixFileStatus other) => Inode == other.Inode && Device == other.Device;

    /// <summary>The user that this process acts as.</summary>
    public static uint EffectiveUser => geteuid();

    /// <summary>Status of an open file; null where the system cannot tell.</summary>
    public static UnixFileStatus? Of(SafeFileHandle handle)
        => Get(() => (statx_handle(handle, "", EmptyPath, BasicFields, out StatxResult result), result));

    /// <summary>Status of what stands at a path, a symbolic link itself included; null where the system cannot tell.</summary>
    public static UnixFileStatus? OfPath(string path)
        => Get(() => (statx(CurrentFolder, path, NoFollow, BasicFields, out StatxResult result), result));

    private static UnixFileStatus? Get(Func<(int Status, StatxResult Result)> call)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            (int status, StatxResult result) = call();
            return status != 0
                ? null
                : new(result.Owner, result.Inode, ((ulong)result.DeviceMajor << 32) | result.DeviceMinor, result.Mode);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018; the checks that need no owner still apply.
            return null;
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // The names are those of the C library; source-generated imports need unsafe code.
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();

    [DllImport("libc", EntryPoint = "statx"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx_handle(
        SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out StatxResult result);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out StatxResult result);
#pragma warning restore IDE1006, SYSLIB1054

    /// <summary>The fields of <c>struct statx</c> that are used; 256 bytes in all (linux/stat.h).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
