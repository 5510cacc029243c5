using System.Reflection;

namespace Chan.Server.Hosting;

/// <summary>The version of this build.</summary>
internal static class ProductVersion
{
    /// <summary>As <c>0.1.0</c>, without what the build adds about its source.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        string version = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        int build = version.IndexOf('+', StringComparison.Ordinal);
        return build < 0 ? version : version[..build];
    }
}
