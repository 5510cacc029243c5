using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Function values, and spawning them where they are wanted.</content>
public sealed partial class ProcessContext
{
    private static readonly ErlAtom Apply = ErlTerm.Atom("apply");

    /// <summary>Makes a function value: code of this program with terms for it. It can be sent, stored and spawned on other nodes.</summary>
    /// <param name="body">Code that was added with <see cref="ModuleTable.AddFun"/>.</param>
    /// <param name="captured">What the code gets whenever it is called.</param>
    /// <returns>The function value; to an Erlang node it is a fun that it can hold and send on but not call.</returns>
    /// <exception cref="ArgumentException">The code was not added.</exception>
    public ErlFun MakeFun(FunBody body, params ReadOnlySpan<ErlTerm> captured)
    {
        ThrowIfDead();
        return Node.Modules.MakeFun(body, Self, captured);
    }

    /// <summary>Starts a process on a node that calls a function value, as <c>spawn/2</c>; otherwise as the overload with a named function.</summary>
    /// <param name="node">The node; may be the own one. If the code is not there, the process ends with <c>{badfun, Fun}</c>.</param>
    /// <param name="fun">Without arguments.</param>
    /// <param name="options">No monitor.</param>
    /// <returns>The pid.</returns>
    public ValueTask<ErlPid> SpawnAsync(ErlAtom node, ErlFun fun, RemoteSpawnOptions? options = null)
        => SpawnAsync(node, Atoms.Erlang, Apply, CallOf(fun), options);

    /// <summary>As <see cref="SpawnAsync(ErlAtom, ErlFun, RemoteSpawnOptions?)"/>, linked to this process from the start.</summary>
    public ValueTask<ErlPid> SpawnLinkAsync(ErlAtom node, ErlFun fun, RemoteSpawnOptions? options = null)
        => SpawnLinkAsync(node, Atoms.Erlang, Apply, CallOf(fun), options);

    /// <summary>As <see cref="SpawnAsync(ErlAtom, ErlFun, RemoteSpawnOptions?)"/>, monitored by this process from the start.</summary>
    public ValueTask<(ErlPid Pid, ErlReference Monitor)> SpawnMonitorAsync(ErlAtom node, ErlFun fun, RemoteSpawnOptions? options = null)
        => SpawnMonitorAsync(node, Atoms.Erlang, Apply, CallOf(fun), options);

    /// <summary>Asks a node for a process that calls a function value, as <c>spawn_request/3</c>.</summary>
    public ErlReference SpawnRequest(ErlAtom node, ErlFun fun, RemoteSpawnOptions? options = null)
        => SpawnRequest(node, Atoms.Erlang, Apply, CallOf(fun), options);

    private static ErlTerm[] CallOf(ErlFun fun)
    {
        ArgumentNullException.ThrowIfNull(fun);
        return fun.Arity == 0
            ? [fun, ErlList.Empty]
            : throw new ArgumentException($"A function value with {fun.Arity} arguments cannot be spawned: there is nobody to give them.", nameof(fun));
    }
}
