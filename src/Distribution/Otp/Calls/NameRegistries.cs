using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>The registers of names of a node, by the module that <c>{via, Module, Name}</c> says; <c>global</c> is the one of <c>{global, Name}</c>.</summary>
public static class NameRegistries
{
    private static readonly ConditionalWeakTable<Node, ConcurrentDictionary<ErlAtom, INameRegistry>> Known = [];

    extension(Node node)
    {
        /// <summary>Makes a register known under the name of a module; replaces one of the same name.</summary>
        /// <param name="module">What <c>{via, Module, Name}</c> says.</param>
        /// <param name="registry">The register.</param>
        public void AddNameRegistry(ErlAtom module, INameRegistry registry)
        {
            ArgumentNullException.ThrowIfNull(node);
            ArgumentNullException.ThrowIfNull(module);
            ArgumentNullException.ThrowIfNull(registry);
            Known.GetValue(node, static _ => new())[module] = registry;
        }

        /// <summary>Takes a register back.</summary>
        /// <param name="module">Its module.</param>
        /// <returns>False when there is none.</returns>
        public bool RemoveNameRegistry(ErlAtom module)
        {
            ArgumentNullException.ThrowIfNull(node);
            ArgumentNullException.ThrowIfNull(module);
            return Known.TryGetValue(node, out ConcurrentDictionary<ErlAtom, INameRegistry>? registries) && registries.TryRemove(module, out _);
        }

        /// <summary>The register of a module, or <see langword="null"/>.</summary>
        /// <param name="module">What <c>{via, Module, Name}</c> says; <c>global</c> for <c>{global, Name}</c>.</param>
        public INameRegistry? FindNameRegistry(ErlAtom module)
        {
            ArgumentNullException.ThrowIfNull(node);
            ArgumentNullException.ThrowIfNull(module);
            return Known.TryGetValue(node, out ConcurrentDictionary<ErlAtom, INameRegistry>? registries) ? registries.GetValueOrDefault(module) : null;
        }
    }
}
