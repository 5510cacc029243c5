using System.Reflection;
using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>Makes an <see cref="ExportedFunction"/> of a marked method.</summary>
internal static class MethodExport
{
    public static ExportedFunction Create(MethodInfo method, ErlFunctionAttribute function, out int arity)
    {
        ParameterInfo[] parameters = method.GetParameters();
        if (!method.IsStatic)
        {
            throw Wrong(method, "must be static");
        }

        if (IsExportedFunction(method, parameters))
        {
            arity = function.Arity >= 0 ? function.Arity : throw Wrong(method, "must say its Arity: the list of arguments does not");
            return method.CreateDelegate<ExportedFunction>();
        }

        int first = parameters.Length > 0 && parameters[0].ParameterType == typeof(ProcessContext) ? 1 : 0;
        if (parameters.Skip(first).Any(parameter => parameter.ParameterType != typeof(ErlTerm)))
        {
            throw Wrong(method, "must take an optional ProcessContext and then ErlTerm parameters alone");
        }

        arity = parameters.Length - first;
        Func<object?, ValueTask<ErlTerm>> result = ResultOf(method);
        return (self, arguments) => result(Invoke(method, first, self, arguments));
    }

    private static bool IsExportedFunction(MethodInfo method, ParameterInfo[] parameters)
        => method.ReturnType == typeof(ValueTask<ErlTerm>) && parameters.Length == 2
            && parameters[0].ParameterType == typeof(ProcessContext) && parameters[1].ParameterType == typeof(IReadOnlyList<ErlTerm>);

    private static object? Invoke(MethodInfo method, int first, ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        object?[] values = new object?[first + arguments.Count];
        if (first == 1)
        {
            values[0] = self;
        }

        for (int i = 0; i < arguments.Count; i++)
        {
            values[first + i] = arguments[i];
        }

        return method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, values, null);
    }

    private static Func<object?, ValueTask<ErlTerm>> ResultOf(MethodInfo method)
    {
        Type type = method.ReturnType;
        return type == typeof(void) ? static _ => new ValueTask<ErlTerm>(Atoms.Ok)
            : typeof(ErlTerm).IsAssignableFrom(type) ? static value => new ValueTask<ErlTerm>((ErlTerm)value!)
            : type == typeof(ValueTask<ErlTerm>) ? static value => (ValueTask<ErlTerm>)value!
            : type == typeof(Task<ErlTerm>) ? static value => new ValueTask<ErlTerm>((Task<ErlTerm>)value!)
            : type == typeof(Task) ? static value => OkAfterAsync((Task)value!)
            : type == typeof(ValueTask) ? static value => OkAfterAsync(((ValueTask)value!).AsTask())
            : throw Wrong(method, "must return a term, a task with or without one, or nothing");
    }

    private static async ValueTask<ErlTerm> OkAfterAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return Atoms.Ok;
    }

    private static ArgumentException Wrong(MethodInfo method, string rule)
        => new($"{method.DeclaringType}.{method.Name} is marked with [ErlFunction] but {rule}.", nameof(method));
}
