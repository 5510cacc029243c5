using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Chan.Architecture.Tests.Metadata;

/// <summary>Which namespaces of an assembly use which others of it: in bases, interfaces, fields, signatures, constraints, locals and method bodies.</summary>
internal sealed class NamespaceGraph : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly NamespaceCollector _collector = new();
    private readonly HashSet<Use> _uses = [];

    private NamespaceGraph(string assemblyPath)
    {
        _file = new PEReader(File.OpenRead(assemblyPath));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>Reads an assembly.</summary>
    public static IReadOnlySet<Use> Read(string assemblyPath)
    {
        using var graph = new NamespaceGraph(assemblyPath);
        foreach (TypeDefinitionHandle type in graph._metadata.TypeDefinitions)
        {
            graph.ReadType(type);
        }

        return graph._uses;
    }

    public void Dispose() => _file.Dispose();

    private void ReadType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        string user = NamespaceCollector.Of(_metadata, handle);
        string name = _metadata.GetString(type.Name);
        Add(user, name, Namespaces(type.BaseType));
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            Add(user, name, Namespaces(_metadata.GetInterfaceImplementation(implemented).Interface));
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            Add(user, name, _metadata.GetFieldDefinition(field).DecodeSignature(_collector, null));
        }

        ReadConstraints(user, name, type.GetGenericParameters());
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            ReadMethod(user, name, _metadata.GetMethodDefinition(method));
        }
    }

    private void ReadMethod(string user, string type, MethodDefinition method)
    {
        string name = $"{type}.{_metadata.GetString(method.Name)}";
        Add(user, name, All(method.DecodeSignature(_collector, null)));
        ReadConstraints(user, name, method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (ImmutableHashSet<string> local in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_collector, null))
            {
                Add(user, name, local);
            }
        }

        foreach (EntityHandle token in InstructionReader.Tokens(body))
        {
            Add(user, name, Namespaces(token));
        }
    }

    private void ReadConstraints(string user, string name, GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in _metadata.GetGenericParameter(parameter).GetConstraints())
            {
                Add(user, name, Namespaces(_metadata.GetGenericParameterConstraint(constraint).Type));
            }
        }
    }

    private ImmutableHashSet<string> Namespaces(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition when !handle.IsNil:
                return [NamespaceCollector.Of(_metadata, (TypeDefinitionHandle)handle)];
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_collector, null);
            case HandleKind.MethodDefinition:
                return Namespaces(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.FieldDefinition:
                return Namespaces(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.MemberReference:
                return Namespaces(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
            case HandleKind.MethodSpecification:
                MethodSpecification method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return method.DecodeSignature(_collector, null).Aggregate(Namespaces(method.Method), (all, argument) => all.Union(argument));
            default:
                return [];
        }
    }

    private static ImmutableHashSet<string> All(MethodSignature<ImmutableHashSet<string>> signature)
        => signature.ParameterTypes.Aggregate(signature.ReturnType, (all, parameter) => all.Union(parameter));

    private void Add(string user, string member, ImmutableHashSet<string> used)
    {
        foreach (string name in used)
        {
            if (name != user && name.Length > 0 && user.Length > 0)
            {
                _uses.Add(new Use(user, name, member));
            }
        }
    }

    /// <summary>One use: a member of one namespace names a type of another.</summary>
    internal sealed record Use(string From, string To, string Member);
}
