using Chan.Terms;

namespace Chan.Server.Configuration;

/// <summary>What a session of a service reaches; nothing else can be reached through it.</summary>
public abstract record ServiceTarget
{
    private ServiceTarget()
    {
    }

    /// <summary>
    /// A function of a module of the gateway: every session spawns <c>Module:Function(MM, ArgC, Arguments)</c>, as lib_chan does.
    /// </summary>
    /// <param name="Module">Name of the module.</param>
    /// <param name="Function">Name of the function.</param>
    /// <param name="Arguments">The third argument, ArgS: whatever the owner wrote.</param>
    public sealed record Mfa(ErlAtom Module, ErlAtom Function, ErlTerm Arguments) : ServiceTarget
    {
        /// <summary>Module and function; ArgS is left out, as owners put secrets there.</summary>
        public override string ToString() => $"{Module.Name}:{Function.Name}";
    }

    /// <summary>A handler that a module registered under a name.</summary>
    /// <param name="Name">The name; compared exactly.</param>
    public sealed record Handler(string Name) : ServiceTarget;
}
