using Chan.Distribution.Processes.Scheduling;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Spawning.</content>
public sealed partial class Node
{
    /// <summary>Starts a process.</summary>
    /// <param name="body">Its code. Returning ends the process with <c>normal</c>; an exception is its exit reason.</param>
    /// <param name="options">What is set up before the code runs.</param>
    /// <returns>The pid. The process may have ended already.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The node has as many processes as it may have.</exception>
    /// <exception cref="ObjectDisposedException">The node has ended.</exception>
    public ErlPid Spawn(Func<ProcessContext, Task> body, SpawnOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Spawn(body, options, parent: null, watch: null).Self;
    }

    /// <summary>Starts a process that runs an exported function.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The function; its arity is the number of arguments.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">What is set up before the code runs.</param>
    /// <returns>The pid. When the function is not exported the process ends at once with <c>{undef, [{M, F, Args, []}]}</c>, as in Erlang.</returns>
    public ErlPid Spawn(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, SpawnOptions? options = null)
        => Spawn(Modules.BodyOf(module, function, arguments), options);

    internal ProcessContext Spawn(Func<ProcessContext, Task> body, SpawnOptions? options, ProcessContext? parent, Watch? watch)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (options?.Name is { } wanted)
        {
            ReserveName(wanted);
        }

        ProcessContext? process = TryCreate(body, options, parent, watch);
        if (options?.Name is { } name)
        {
            GiveReservedName(name, process);
        }

        if (process is null)
        {
            throw new InvalidOperationException($"The node has {Table.Count} processes, its limit; see {nameof(NodeRuntimeOptions.MaxProcesses)}.");
        }

        Scheduler.Enqueue(process);
        return process;
    }

    /// <summary>
    /// Makes a process that does not run yet: it is linked, everybody can reach it by its pid, and the caller names and starts it. Null when
    /// the node is full.
    /// </summary>
    internal ProcessContext? TryCreate(Func<ProcessContext, Task> body, SpawnOptions? options, ProcessContext? parent, Watch? watch)
    {
        if (!Table.TryReserve(out uint id, out uint serial))
        {
            return null;
        }

        NodeIdentity identity = _identity;
        var process = new ProcessContext(this, new ErlPid(identity.Name, id, serial, identity.Creation), body);
        if (options is not null || watch is not null || parent?.RelationsOrNull?.GroupLeader is not null)
        {
            var relations = new Relations
            {
                Name = options?.Name,
                Label = options?.Label,
                GroupLeader = options?.GroupLeader ?? parent?.RelationsOrNull?.GroupLeader,
            };
            process.SetRelations(relations);
            if (watch is not null)
            {
                watch.Target = process;
                watch.TargetTerm = process.Self;
                relations.AddWatching(watch);
            }
        }

        Interlocked.Increment(ref _running);
        if (options?.LinkTo is not { } linkTo)
        {
            Table.Publish(process);
        }
        else if (!process.TryPublishLinked(linkTo))
        {
            End(process, Atoms.Noproc);
        }

        return process;
    }
}
