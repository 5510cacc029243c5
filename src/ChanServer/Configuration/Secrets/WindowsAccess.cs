using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Chan.Server.Configuration.Secrets;

/// <summary>The owner-only rule in terms of Windows access lists: the user itself, administrators and the system.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsAccess
{
    /// <summary>An access list that inherits nothing and lets in the three only; for new files.</summary>
    public static FileSecurity OwnerOnlyFile()
    {
        var security = new FileSecurity();
        Restrict(security, InheritanceFlags.None);
        return security;
    }

    /// <summary>The same for new folders; what is made inside inherits it.</summary>
    public static DirectorySecurity OwnerOnlyFolder()
    {
        var security = new DirectorySecurity();
        Restrict(security, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit);
        return security;
    }

    /// <summary>True if the access list of a file grants nothing to anybody else.</summary>
    public static bool IsOwnerOnly(string path) => GrantsOnlyTrusted(new FileInfo(path).GetAccessControl());

    /// <exception cref="SecretFileException">The path is a link, or somebody else has access.</exception>
    public static void CheckFile(string path)
    {
        RefuseLink(new FileInfo(path));
        Check(path, GrantsOnlyTrusted(new FileInfo(path).GetAccessControl()));
    }

    /// <exception cref="SecretFileException">The path is a link, or somebody else has access.</exception>
    public static void CheckFolder(string path)
    {
        RefuseLink(new DirectoryInfo(path));
        Check(path, GrantsOnlyTrusted(new DirectoryInfo(path).GetAccessControl()));
    }

    private static void Check(string path, bool trusted)
    {
        if (!trusted)
        {
            throw new SecretFileException(path, "the access list lets in other users",
                "Remove inheritance and leave only the gateway's user, Administrators and SYSTEM.");
        }
    }

    private static void RefuseLink(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
        {
            throw new SecretFileException(entry.FullName, "the path is a symbolic link", "Put the file itself there.");
        }
    }

    private static bool GrantsOnlyTrusted(FileSystemSecurity security)
    {
        SecurityIdentifier[] trusted = [.. Trusted()];
        return security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
            .Cast<FileSystemAccessRule>()
            .Where(rule => rule.AccessControlType == AccessControlType.Allow)
            .All(rule => trusted.Contains((SecurityIdentifier)rule.IdentityReference));
    }

    private static void Restrict(FileSystemSecurity security, InheritanceFlags inheritance)
    {
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (SecurityIdentifier identity in Trusted())
        {
            security.AddAccessRule(new(identity, FileSystemRights.FullControl, inheritance, PropagationFlags.None, AccessControlType.Allow));
        }
    }

    private static IEnumerable<SecurityIdentifier> Trusted()
    {
        using var current = WindowsIdentity.GetCurrent();
        if (current.User is { } user)
        {
            yield return user;
        }

        yield return new(WellKnownSidType.BuiltinAdministratorsSid, null);
        yield return new(WellKnownSidType.LocalSystemSid, null);
    }
}
