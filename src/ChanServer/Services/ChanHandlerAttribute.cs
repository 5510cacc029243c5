namespace Chan.Server.Services;

/// <summary>Gives a <see cref="ChanServiceHandler"/> the name by which configuration files refer to it.</summary>
/// <param name="name">Unique in the gateway; case matters.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ChanHandlerAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
