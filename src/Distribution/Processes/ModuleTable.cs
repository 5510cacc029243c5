using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>
/// The functions of a node that have a name: <c>Module:Function/Arity</c>. What is not here cannot be spawned or called by name, neither
/// from this node nor from another one. Safe from any thread.
/// </summary>
public sealed partial class ModuleTable
{
    private readonly ConcurrentDictionary<(ErlAtom Module, ErlAtom Function, int Arity), Export> _functions = new();

    /// <summary>Exports a function; replaces one of the same name and arity.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="arity">The number of arguments, 0 to 255.</param>
    /// <param name="body">The code.</param>
    public void Add(ErlAtom module, ErlAtom function, int arity, ExportedFunction body) => Add(module, function, arity, body, body);

    /// <summary>Exports a function that a process which is spawned to run it, and nothing else, runs in another way.</summary>
    internal void Add(ErlAtom module, ErlAtom function, int arity, ExportedFunction body, ExportedFunction wholeProcess)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(arity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arity, 255);
        _functions[(module, function, arity)] = new Export(body, wholeProcess);
    }

    /// <summary>Exports every method of a class that is marked with <see cref="ErlFunctionAttribute"/>.</summary>
    /// <typeparam name="T">A class marked with <see cref="ErlModuleAttribute"/>; for a static one, which C# refuses here, use <see cref="Add(Type)"/> with <c>typeof</c>.</typeparam>
    /// <exception cref="ArgumentException">The class is not marked, or a marked method does not have the right form; says which.</exception>
    public void Add<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods)] T>()
        => Add(typeof(T));

    /// <summary>Exports every method of a class that is marked with <see cref="ErlFunctionAttribute"/>.</summary>
    /// <param name="type">A class marked with <see cref="ErlModuleAttribute"/>; may be static.</param>
    /// <exception cref="ArgumentException">The class is not marked, or a marked method does not have the right form; says which.</exception>
    public void Add(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods)] Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        ErlModuleAttribute module = type.GetCustomAttribute<ErlModuleAttribute>()
            ?? throw new ArgumentException($"{type} is not marked with [ErlModule(\"name\")].", nameof(type));
        ErlAtom name = ErlTerm.Atom(module.Name);
        foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            foreach (ErlFunctionAttribute function in method.GetCustomAttributes<ErlFunctionAttribute>())
            {
                ExportedFunction body = MethodExport.Create(method, function, out int arity);
                Add(name, ErlTerm.Atom(function.Name), arity, body);
            }
        }
    }

    /// <summary>Takes every function of a module back. Processes that run them go on.</summary>
    /// <param name="module">The module.</param>
    public void Remove(ErlAtom module)
    {
        foreach ((ErlAtom Module, ErlAtom Function, int Arity) key in _functions.Keys)
        {
            if (key.Module == module)
            {
                _functions.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Looks a function up.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="arity">The number of arguments.</param>
    /// <param name="body">The code.</param>
    /// <returns>False when it is not exported.</returns>
    public bool TryGet(ErlAtom module, ErlAtom function, int arity, [NotNullWhen(true)] out ExportedFunction? body)
    {
        body = _functions.TryGetValue((module, function, arity), out Export export) ? export.Body : null;
        return body is not null;
    }

    /// <summary>Calls a function in the process that asks, as <c>apply/3</c>.</summary>
    /// <param name="self">The calling process.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function; its arity is the number of arguments.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The value of the call.</returns>
    /// <exception cref="TermException"><c>undef</c> when it is not exported; else what the function throws.</exception>
    public ValueTask<ErlTerm> ApplyAsync(ProcessContext self, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return TryGet(module, function, arguments.Count, out ExportedFunction? body)
            ? body(self, arguments)
            : throw TermException.Undef(module, function, arguments);
    }

    /// <summary>The exported functions of a module, in no order.</summary>
    /// <param name="module">The module.</param>
    public IReadOnlyList<(ErlAtom Function, int Arity)> GetExports(ErlAtom module)
        => [.. _functions.Keys.Where(key => key.Module == module).Select(key => (key.Function, key.Arity))];

    internal Func<ProcessContext, Task> BodyOf(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        return self => _functions.TryGetValue((module, function, arguments.Count), out Export export)
            ? export.WholeProcess(self, arguments).AsTask()
            : throw TermException.Undef(module, function, arguments);
    }

    /// <param name="Body">The code, called from other code of the process.</param>
    /// <param name="WholeProcess">The code, when it is all that a process is spawned for.</param>
    private readonly record struct Export(ExportedFunction Body, ExportedFunction WholeProcess);
}
