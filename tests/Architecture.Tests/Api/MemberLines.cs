using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Chan.Architecture.Tests.Api;

/// <summary>Writes the members of a type that other assemblies can use, one line each, as C# would declare them.</summary>
internal sealed class MemberLines(Type type)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The lines: fields, constructors, properties, events, methods, each kind by name.</summary>
    public IEnumerable<string> Lines()
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        }

        IEnumerable<string> fields = Sorted(type.GetFields(Declared).Where(field => IsVisible(field.Attributes) && !IsGenerated(field)), Line);
        IEnumerable<string> constructors = Sorted(type.GetConstructors(Declared).Where(made => IsVisible(made) && !IsGenerated(made) && !made.IsStatic), Line);
        IEnumerable<string> properties = Sorted(type.GetProperties(Declared).Where(found => IsVisible(found) && !IsGenerated(found)), Line);
        IEnumerable<string> events = Sorted(type.GetEvents(Declared).Where(found => IsVisible(found.AddMethod!)), Line);
        IEnumerable<string> methods = Sorted(type.GetMethods(Declared).Where(method => IsVisible(method) && IsWritten(method)), Line);
        return fields.Concat(constructors).Concat(properties).Concat(events).Concat(methods);
    }

    /// <summary>Parameters of a method as C# writes them.</summary>
    public string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(Parameter));

    /// <summary>A method's return type.</summary>
    public string ReturnType(MethodInfo method)
        => (method.ReturnType.IsByRef ? "ref " : "") + TypeNames.Of(method.ReturnType, _nullability.Create(method.ReturnParameter));

    private static IEnumerable<string> Sorted<T>(IEnumerable<T> members, Func<T, string> line)
        where T : MemberInfo
        => members.Select(member => (member.Name, Line: line(member)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Line, StringComparer.Ordinal)
            .Select(pair => pair.Line);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldAttributes attributes)
        => (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static bool IsVisible(PropertyInfo property) => property.GetAccessors(nonPublic: true).Any(IsVisible);

    // What a record or a primary constructor brings along says nothing that its first line does not.
    private static bool IsGenerated(MemberInfo member)
        => member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name is "EqualityContract";

    private static bool IsWritten(MethodInfo method)
        => !IsGenerated(method)
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            && !(method.Name is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" && method.IsVirtual && method.GetBaseDefinition() != method)
            && !method.Name.Contains('.', StringComparison.Ordinal);

    private static string Modifiers(MethodBase method)
    {
        string access = method.IsPublic ? "public" : "protected";
        string kind = method switch
        {
            { IsStatic: true } => " static",
            { IsAbstract: true } when !method.DeclaringType!.IsInterface => " abstract",
            MethodInfo { IsVirtual: true, IsFinal: false } overriding when overriding.GetBaseDefinition() != method => " override",
            { IsVirtual: true, IsFinal: false } when !method.DeclaringType!.IsInterface => " virtual",
            _ => "",
        };
        return access + kind;
    }

    private string Line(FieldInfo field)
    {
        string access = field.IsPublic ? "public" : "protected";
        string kind = field.IsLiteral ? " const" : (field.IsStatic ? " static" : "") + (field.IsInitOnly ? " readonly" : "");
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{access}{kind} {TypeNames.Of(field.FieldType, _nullability.Create(field))} {field.Name}{value}";
    }

    private string Line(ConstructorInfo constructor)
        => $"{Modifiers(constructor)} {type.Name.Split('`')[0]}({Parameters(constructor)})";

    private string Line(PropertyInfo property)
    {
        MethodInfo main = property.GetAccessors(nonPublic: true).First(IsVisible);
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? " required" : "";
        string name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        string get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : "";
        string set = property.SetMethod is { } setter && IsVisible(setter) ? (IsInit(setter) ? " init;" : " set;") : "";
        return $"{Modifiers(main)}{required} {TypeNames.Of(property.PropertyType, _nullability.Create(property))} {name} {{{get}{set} }}";
    }

    private string Line(EventInfo found) => $"{Modifiers(found.AddMethod!)} event {TypeNames.Of(found.EventHandlerType!, _nullability.Create(found))} {found.Name}";

    private string Line(MethodInfo method)
    {
        string generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Modifiers(method)} {ReturnType(method)} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    private string Parameter(ParameterInfo parameter)
    {
        string passing = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        string fallback = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "";
        return $"{passing}{TypeNames.Of(parameter.ParameterType, _nullability.Create(parameter))} {parameter.Name}{fallback}";
    }

    private static bool IsInit(MethodInfo setter)
        => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        char letter => $"'{letter}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
