using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary><c>erlang:system_info</c> and <c>memory</c>, in what a .NET program can say of itself.</summary>
internal static class SystemFacts
{
    /// <summary>The oldest release whose protocols this node speaks: what a peer may ask of it.</summary>
    private const string OtpRelease = "25";

    public static ErlTerm Of(Node node, ErlAtom item) => item.Name switch
    {
        "otp_release" => ErlTerm.CharList(OtpRelease),
        "version" => ErlTerm.CharList(Environment.Version.ToString()),
        "system_version" => ErlTerm.CharList($"Chan on {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}\n"),
        "system_architecture" => ErlTerm.CharList(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier),
        "machine" => ErlTerm.CharList("CLR"),
        "process_count" => node.ProcessCount,
        "process_limit" => node.ProcessLimit,
        "wordsize" => IntPtr.Size,
        "schedulers" or "schedulers_online" or "logical_processors" => Environment.ProcessorCount,
        _ => throw BuiltIn.BadArgument(),
    };

    /// <summary>Bytes, in the keys that have a meaning here.</summary>
    public static ErlTerm Memory()
        => ErlTerm.List(ErlTerm.Tuple(ErlTerm.Atom("total"), Total()), ErlTerm.Tuple(Atoms.System, Total()));

    public static ErlTerm Memory(ErlAtom item)
        => item.Name is "total" or "system" ? Total() : throw BuiltIn.BadArgument();

    private static long Total() => GC.GetTotalMemory(forceFullCollection: false);
}
