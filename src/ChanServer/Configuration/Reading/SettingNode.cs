using Chan.Server.Configuration.Sources;
using Microsoft.Extensions.Configuration;

namespace Chan.Server.Configuration.Reading;

/// <summary>One key of the layered configuration, with the value that won and the place that it came from.</summary>
internal sealed class SettingNode
{
    private SettingNode(string path, string? value, SettingLocation location, IReadOnlyList<SettingNode> children)
    {
        Path = path;
        Value = value;
        Location = location;
        Children = children;
    }

    /// <summary>Path with colons, as <c>services:nameServer:mfa</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Last part of the path as its source spells it.</summary>
    public string Name => Location.Name;

    /// <summary>The value; null for sections and lists. May be a secret.</summary>
    public string? Value { get; }

    public SettingLocation Location { get; }

    /// <summary>What is inside, in the order of the file; other layers' keys follow.</summary>
    public IReadOnlyList<SettingNode> Children { get; }

    /// <summary>The child of a name, without regard to case.</summary>
    public SettingNode? this[string name]
        => Children.FirstOrDefault(child => LastPart(child.Path).Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Builds the tree of everything that any layer says.</summary>
    /// <param name="root">Layers, each of which can say where its settings stand.</param>
    /// <param name="file">Place of the root itself.</param>
    public static SettingNode Build(IConfigurationRoot root, SettingLocation file)
    {
        ISettingSource[] sources = [.. root.Providers.Reverse().OfType<ISettingSource>()];
        return new("", null, file, BuildChildren(root, sources));
    }

    /// <summary>The path only: the value may be a secret.</summary>
    public override string ToString() => Path;

    private static IReadOnlyList<SettingNode> BuildChildren(IConfiguration parent, ISettingSource[] sources)
        => [.. parent.GetChildren().Select(section => BuildOne(section, sources))
            .OrderBy(node => node.Location.Layer).ThenBy(node => node.Location.Order)];

    private static SettingNode BuildOne(IConfigurationSection section, ISettingSource[] sources)
    {
        IReadOnlyList<SettingNode> children = BuildChildren(section, sources);
        SettingLocation location = Locate(section.Path, sources, children);
        return new(section.Path, section.Value, location, children);
    }

    // The layer that wins says where the value is; a section that several layers add to is the file's.
    private static SettingLocation Locate(string path, ISettingSource[] sources, IReadOnlyList<SettingNode> children)
    {
        foreach (ISettingSource source in children.Count > 0 ? sources.Reverse() : sources)
        {
            if (source.TryLocate(path, out SettingLocation found))
            {
                return found;
            }
        }

        return children[0].Location.Parent(LastPart(path));
    }

    private static string LastPart(string path) => path[(path.LastIndexOf(':') + 1)..];
}
