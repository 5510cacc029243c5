using System.Reflection;

namespace Chan.Architecture.Tests.Api;

/// <summary>Writes types as C# does.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>A type with the nullability that its place gives it.</summary>
    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        string suffix = nullability is { ReadState: NullabilityState.Nullable } or { WriteState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        return Bare(type, nullability) + suffix;
    }

    /// <summary>Name of a type's declaration: with its own type parameters, without its namespace.</summary>
    public static string Declared(Type type)
    {
        string outer = type.DeclaringType is { } declaring ? Declared(declaring) + "." : "";
        return outer + WithArguments(type, type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).Select(argument => argument.Name));
    }

    private static string Bare(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef || type.IsPointer)
        {
            return Bare(type.GetElementType()!, nullability) + (type.IsPointer ? "*" : "");
        }

        if (type.IsArray)
        {
            return Of(type.GetElementType()!, nullability?.ElementType) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Bare(underlying, null) + "?";
        }

        if (Keywords.TryGetValue(type, out string? keyword) || type.IsGenericParameter)
        {
            return keyword ?? type.Name;
        }

        Type[] all = type.GetGenericArguments();
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", all.Select((argument, i) => Of(argument, Argument(nullability, i))))})";
        }

        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string outer = type.DeclaringType is { } declaring ? WithArguments(declaring, all.Take(inherited).Select(argument => Of(argument))) + "." : "";
        return outer + WithArguments(type, all.Skip(inherited).Select((argument, i) => Of(argument, Argument(nullability, i + inherited))));
    }

    private static NullabilityInfo? Argument(NullabilityInfo? nullability, int index)
        => nullability?.GenericTypeArguments.ElementAtOrDefault(index);

    private static string WithArguments(Type type, IEnumerable<string> arguments)
    {
        string name = type.Name.Split('`')[0];
        string list = string.Join(", ", arguments);
        return list.Length == 0 ? name : $"{name}<{list}>";
    }
}
