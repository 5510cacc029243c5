using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>Names the code of a function value so that the same build has the same name and every other build another.</summary>
internal static class CodeIdentity
{
    /// <summary>The module of all our function values.</summary>
    public static readonly ErlAtom Module = ErlTerm.Atom("chan_fun");

    private static readonly ConditionalWeakTable<MethodInfo, StrongBox<UInt128>> Known = [];

    /// <exception cref="ArgumentException">The code needs more than its arguments.</exception>
    public static UInt128 Of(FunBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        MethodInfo method = body.Method;
        Check(body, method);
        return Known.GetValue(method, static code => new StrongBox<UInt128>(Compute(code))).Value;
    }

    private static void Check(FunBody body, MethodInfo method)
    {
        // The compiler makes a lambda without captured variables a method of an object that has no state.
        bool isFree = method.IsStatic || (body.Target is { } target && target.GetType().Name == "<>c");
        if (!isFree || !body.HasSingleTarget)
        {
            throw new ArgumentException(
                $"{method.DeclaringType}.{method.Name} captures variables or belongs to an object; use a static method or a static lambda.", nameof(body));
        }

        if (method.IsGenericMethod || method.DeclaringType?.IsGenericType == true || !method.HasMetadataToken())
        {
            throw new ArgumentException(
                $"{method.DeclaringType}.{method.Name} is generic or made at run time; other nodes could not tell which code is meant.", nameof(body));
        }
    }

    private static UInt128 Compute(MethodInfo method)
    {
        Span<byte> name = stackalloc byte[20];
        method.Module.ModuleVersionId.TryWriteBytes(name);
        BinaryPrimitives.WriteInt32BigEndian(name[16..], method.MetadataToken);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
