using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>A register of names that servers can be started under and called by: what stands behind <c>{global, Name}</c> and <c>{via, Module, Name}</c>.</summary>
/// <remarks>Must be safe from any thread. A name goes when its process ends.</remarks>
public interface INameRegistry
{
    /// <summary>Gives a name to a process; false when it is taken.</summary>
    /// <param name="self">The process that asks.</param>
    /// <param name="name">The name; any term.</param>
    /// <param name="pid">Who gets it.</param>
    ValueTask<bool> RegisterNameAsync(ProcessContext self, ErlTerm name, ErlPid pid);

    /// <summary>Takes a name back; nothing happens when it is not registered.</summary>
    /// <param name="self">The process that asks.</param>
    /// <param name="name">The name.</param>
    ValueTask UnregisterNameAsync(ProcessContext self, ErlTerm name);

    /// <summary>The process under a name, or <see langword="null"/>.</summary>
    /// <param name="node">This node.</param>
    /// <param name="name">The name.</param>
    ErlPid? WhereIsName(Node node, ErlTerm name);
}
