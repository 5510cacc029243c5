using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>Changes global names: on all nodes of the world, under the lock of global. Each change has a process of its own, whose end frees the lock.</summary>
internal static class GlobalRegistration
{
    /// <summary>Gives a process a name that nobody has.</summary>
    /// <returns>False when the name is taken, or the process has another one.</returns>
    public static Task<bool> RegisterAsync(Node node, ErlTerm name, ErlPid pid, ErlFun? resolve, CancellationToken cancellationToken)
    {
        ErlTuple request = Request(name, pid, resolve);
        return InWorldAsync(
            node,
            async (self, world) =>
            {
                GlobalNames names = GlobalNames.Of(node);
                if (names.WhereIs(node, name) is not null || names.HasName(pid))
                {
                    return false;
                }

                await self.MultiCallAsync(world, GlobalAtoms.NameServer, request).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Gives a process a name, and takes it from the one that has it.</summary>
    public static Task ReRegisterAsync(Node node, ErlTerm name, ErlPid pid, ErlFun? resolve, CancellationToken cancellationToken)
        => TellWorldAsync(node, Request(name, pid, resolve), cancellationToken);

    /// <summary>Takes a name away.</summary>
    public static Task UnregisterAsync(Node node, ErlTerm name, CancellationToken cancellationToken)
        => GlobalNames.Of(node).WhereIs(node, name) is null
            ? Task.CompletedTask
            : TellWorldAsync(node, ErlTerm.Tuple(Atoms.Unregister, name), cancellationToken);

    private static async Task TellWorldAsync(Node node, ErlTerm request, CancellationToken cancellationToken)
        => await InWorldAsync(
            node,
            (self, world) => self.MultiCallAsync(world, GlobalAtoms.NameServer, request),
            cancellationToken).ConfigureAwait(false);

    private static Task<T> InWorldAsync<T>(Node node, Func<ProcessContext, IReadOnlyCollection<ErlAtom>, Task<T>> action, CancellationToken cancellationToken)
        => node.RunAsync(self => GlobalLocking.InWorldAsync(self, world => action(self, world)), cancellationToken);

    private static ErlTuple Request(ErlTerm name, ErlPid pid, ErlFun? resolve)
    {
        ErlFun method = resolve ?? GlobalResolve.RandomExitName;
        return method.Arity == 3
            ? ErlTerm.Tuple(Atoms.Register, name, pid, method)
            : throw new ArgumentException($"A function that decides about a name takes the name and two pids; {method} takes {method.Arity}.", nameof(resolve));
    }
}
