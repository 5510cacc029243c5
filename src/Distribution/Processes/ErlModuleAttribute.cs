namespace Chan.Distribution.Processes;

/// <summary>Marks a class whose functions may be added to a <see cref="ModuleTable"/>.</summary>
/// <param name="name">The name of the module.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ErlModuleAttribute(string name) : Attribute
{
    /// <summary>The name of the module.</summary>
    public string Name { get; } = name;
}
