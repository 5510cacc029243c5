using Chan.Distribution.Processes.Scheduling;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Sending and spawning.</content>
public sealed partial class ProcessContext
{
    /// <summary>After so many sends in one slice, the processes woken so far are offered to other threads.</summary>
    private const int SendsBeforeOffer = 32;

    private int _sends;

    /// <summary>A reference that is made once only. A receive on it skips the messages that are here already.</summary>
    public ErlReference MakeReference()
    {
        ThrowIfDead();
        ErlReference reference = Node.MakeReference();
        Mark(reference);
        return reference;
    }

    /// <summary>Sends a message. Never fails for a destination that is gone: the message is dropped, as in Erlang.</summary>
    /// <param name="destination">A pid, a registered name, <c>{Name, Node}</c>, or a reference that is an alias.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">The destination is none of these, or an unregistered name.</exception>
    public void Send(ErlTerm destination, ErlTerm message)
    {
        ThrowIfDead();
        ArgumentNullException.ThrowIfNull(message);
        Node.Send(this, destination, message);
        if (++_sends % SendsBeforeOffer == 0)
        {
            Worker.Active?.HandOver();
        }
    }

    /// <summary>Starts a process; see <see cref="Node.Spawn(Func{ProcessContext, Task}, SpawnOptions?)"/>.</summary>
    public ErlPid Spawn(Func<ProcessContext, Task> body, SpawnOptions? options = null)
    {
        ThrowIfDead();
        ArgumentNullException.ThrowIfNull(body);
        return Node.Spawn(body, options, this, watch: null).Self;
    }

    /// <summary>Starts a process that runs an exported function.</summary>
    public ErlPid Spawn(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, SpawnOptions? options = null)
        => Spawn(Node.Modules.BodyOf(module, function, arguments), options);

    /// <summary>Starts a process that is linked to this one from the start.</summary>
    public ErlPid SpawnLink(Func<ProcessContext, Task> body, SpawnOptions? options = null)
        => Spawn(body, (options ?? new SpawnOptions()) with { LinkTo = Self });

    /// <summary>Starts a process that runs an exported function and is linked to this one from the start.</summary>
    public ErlPid SpawnLink(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, SpawnOptions? options = null)
        => SpawnLink(Node.Modules.BodyOf(module, function, arguments), options);

    /// <summary>Starts a process that this one monitors from the start.</summary>
    public (ErlPid Pid, ErlReference Monitor) SpawnMonitor(Func<ProcessContext, Task> body, SpawnOptions? options = null)
    {
        ThrowIfDead();
        ArgumentNullException.ThrowIfNull(body);
        return SpawnWatched(body, options);
    }

    /// <summary>Starts a process that runs an exported function and that this one monitors from the start.</summary>
    public (ErlPid Pid, ErlReference Monitor) SpawnMonitor(
        ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, SpawnOptions? options = null)
        => SpawnMonitor(Node.Modules.BodyOf(module, function, arguments), options);
}
