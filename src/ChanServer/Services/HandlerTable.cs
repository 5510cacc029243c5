using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Chan.Server.Services;

/// <summary>The handlers that configuration files can name. What is not here cannot be started. Thread-safe.</summary>
public sealed class HandlerTable
{
    private readonly ConcurrentDictionary<string, Func<ChanServiceHandler>> _handlers = new(StringComparer.Ordinal);

    /// <summary>Adds a handler made by a function of yours, for constructors with parameters.</summary>
    /// <param name="name">The name in configuration files; replaces one of the same name.</param>
    /// <param name="create">Called once for each session.</param>
    public void Add(string name, Func<ChanServiceHandler> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        _handlers[name] = create;
    }

    /// <summary>Adds a class marked with <see cref="ChanHandlerAttribute"/>.</summary>
    /// <exception cref="ArgumentException">It is not marked, is no handler, or has no public constructor without parameters; says which.</exception>
    public void Add([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        ChanHandlerAttribute marked = type.GetCustomAttribute<ChanHandlerAttribute>()
            ?? throw new ArgumentException($"{type} is not marked with [ChanHandler(\"name\")].", nameof(type));
        if (!typeof(ChanServiceHandler).IsAssignableFrom(type) || type.IsAbstract)
        {
            throw new ArgumentException($"{type} is marked as a handler but is no class derived from {nameof(ChanServiceHandler)}.", nameof(type));
        }

        ConstructorInfo constructor = type.GetConstructor(Type.EmptyTypes)
            ?? throw new ArgumentException($"{type} needs a public constructor without parameters.", nameof(type));
        Add(marked.Name, () => (ChanServiceHandler)constructor.Invoke(null));
    }

    /// <summary>Looks a handler up.</summary>
    internal bool TryGet(string name, [NotNullWhen(true)] out Func<ChanServiceHandler>? create) => _handlers.TryGetValue(name, out create);
}
