namespace Chan.Distribution.Processes;

/// <summary>Marks a static method that others may spawn or call by name.</summary>
/// <remarks>
/// Parameters: optionally the <see cref="ProcessContext"/> first, then one <see cref="Terms.ErlTerm"/> for each argument; or exactly
/// those of <see cref="ExportedFunction"/> together with <see cref="Arity"/>. Result: a term, a <see cref="Task"/> or <see cref="ValueTask"/>
/// with or without a term, or nothing (the atom <c>ok</c>).
/// </remarks>
/// <param name="name">The name of the function.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ErlFunctionAttribute(string name) : Attribute
{
    /// <summary>The name of the function.</summary>
    public string Name { get; } = name;

    /// <summary>The number of arguments; to be given only where the parameters do not say it. Default: -1, they say it.</summary>
    public int Arity { get; init; } = -1;
}
