using System.Reflection;
using System.Text;

namespace Chan.Architecture.Tests.Api;

/// <summary>The public surface of an assembly on one page.</summary>
internal static class ApiListing
{
    /// <summary>All types that other assemblies can see, sorted, with their members. Names with <c>&lt;</c> are the compiler's: nobody can write them.</summary>
    public static string Of(Assembly assembly)
    {
        var page = new StringBuilder();
        foreach (IGrouping<string?, Type> space in assembly.GetExportedTypes().Where(IsWritten).GroupBy(type => type.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Append(page.Length == 0 ? "" : "\n").Append("namespace ").Append(space.Key).Append('\n');
            foreach (Type type in space.OrderBy(TypeNames.Declared, StringComparer.Ordinal))
            {
                Append(page, type);
            }
        }

        return page.ToString();
    }

    private static bool IsWritten(Type type) => !type.FullName!.Contains('<', StringComparison.Ordinal);

    private static void Append(StringBuilder page, Type type)
    {
        var members = new MemberLines(type);
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            page.Append("\npublic delegate ").Append(members.ReturnType(invoke)).Append(' ').Append(TypeNames.Declared(type)).Append('(').Append(members.Parameters(invoke)).Append(")\n");
            return;
        }

        page.Append("\npublic ").Append(Kind(type)).Append(' ').Append(TypeNames.Declared(type)).Append(Bases(type)).Append('\n');
        foreach (string line in members.Lines())
        {
            page.Append("    ").Append(line).Append('\n');
        }
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum)
        {
            return "enum";
        }

        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsValueType)
        {
            string readOnly = type.IsDefined(typeof(System.Runtime.CompilerServices.IsReadOnlyAttribute)) ? "readonly " : "";
            return readOnly + (type.IsByRefLike ? "ref " : "") + (IsRecord(type) ? "record struct" : "struct");
        }

        string modifier = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return modifier + (IsRecord(type) ? "record" : "class");
    }

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            Type underlying = Enum.GetUnderlyingType(type);
            return underlying == typeof(int) ? "" : $" : {TypeNames.Of(underlying)}";
        }

        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<string> interfaces = type.GetInterfaces()
            .Except(inherited)
            .Where(found => !IsRecord(type) || found.Name != "IEquatable`1")
            .Select(found => TypeNames.Of(found)).Order(StringComparer.Ordinal);
        IEnumerable<string> bases = type.BaseType is { } baseType && baseType != typeof(object) && baseType != typeof(ValueType) ? interfaces.Prepend(TypeNames.Of(baseType)) : interfaces;
        string list = string.Join(", ", bases);
        return list.Length == 0 ? "" : $" : {list}";
    }
}
