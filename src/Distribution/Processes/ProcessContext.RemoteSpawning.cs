using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Starting processes on a node that is named: another one, or this one.</content>
public sealed partial class ProcessContext
{
    /// <summary>
    /// Asks a node for a process, without waiting, as <c>spawn_request/5</c>. The answer is the message <c>{spawn_reply, Ref, ok, Pid}</c>
    /// or <c>{spawn_reply, Ref, error, Reason}</c>; it comes before anything that the end of the process causes.
    /// </summary>
    /// <param name="node">The node; may be the own one. It must export the function.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function; its arity is the number of arguments. An unknown one makes a process that ends with <c>undef</c>.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">Link, monitor, form of the answer.</param>
    /// <returns>Ref: names the request, and is the reference of the monitor. An alias that goes with the monitor begins with the answer.</returns>
    public ErlReference SpawnRequest(
        ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, RemoteSpawnOptions? options = null)
    {
        ThrowIfDead();
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        return RequestSpawn(node, module, function, arguments, options ?? RemoteSpawnOptions.Default, null);
    }

    /// <summary>
    /// Takes a spawn request back, as <c>spawn_request_abandon/1</c>: no answer comes. The process may start nevertheless; one that was
    /// asked for with a link is then ended with <c>abandoned</c>.
    /// </summary>
    /// <param name="request">What <see cref="SpawnRequest(ErlAtom, ErlAtom, ErlAtom, IReadOnlyList{ErlTerm}, RemoteSpawnOptions?)"/> returned.</param>
    /// <returns>False when it is answered already.</returns>
    public bool AbandonSpawnRequest(ErlReference request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfDead();
        if (RelationsOrNull is not { } relations)
        {
            return false;
        }

        lock (relations)
        {
            if (relations.IsEnded || relations.Owned?.Find(request) is not { Pending: not null } watch)
            {
                return false;
            }

            watch.Pending = null;
            relations.PendingSpawns--;
            relations.Owned.Remove(watch);
            return true;
        }
    }

    /// <summary>Starts a process on a node and waits for its pid, as <c>spawn/4</c> and <c>spawn_opt/5</c>.</summary>
    /// <param name="node">The node; may be the own one. When it cannot be reached the pid is one of a process that ends with <c>noconnection</c>.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function; its arity is the number of arguments.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">No monitor: that is <see cref="SpawnMonitorAsync(ErlAtom, ErlAtom, ErlAtom, IReadOnlyList{ErlTerm}, RemoteSpawnOptions?)"/>.</param>
    /// <returns>The pid.</returns>
    /// <exception cref="TermException">Error <c>badarg</c> for an option that the node does not know, or <c>system_limit</c>.</exception>
    /// <exception cref="ArgumentException">The options are for other calls.</exception>
    public async ValueTask<ErlPid> SpawnAsync(
        ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, RemoteSpawnOptions? options = null)
    {
        if (options?.Monitor is not null)
        {
            throw new ArgumentException($"Use {nameof(SpawnMonitorAsync)}, which returns the monitor.", nameof(options));
        }

        return (await SpawnAndWaitAsync(node, module, function, arguments, options ?? RemoteSpawnOptions.Default).ConfigureAwait(false)).Pid;
    }

    /// <summary>Starts a process on a node that is linked to this one from the start, as <c>spawn_link/4</c>.</summary>
    /// <inheritdoc cref="SpawnAsync(ErlAtom, ErlAtom, ErlAtom, IReadOnlyList{ErlTerm}, RemoteSpawnOptions?)"/>
    public ValueTask<ErlPid> SpawnLinkAsync(
        ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, RemoteSpawnOptions? options = null)
        => SpawnAsync(node, module, function, arguments, (options ?? RemoteSpawnOptions.Default) with { Link = true });

    /// <summary>Starts a process on a node that this one monitors from the start, as <c>spawn_monitor/4</c>.</summary>
    /// <inheritdoc cref="SpawnAsync(ErlAtom, ErlAtom, ErlAtom, IReadOnlyList{ErlTerm}, RemoteSpawnOptions?)"/>
    /// <param name="node">The node; may be the own one. When it cannot be reached the message of the monitor says <c>noconnection</c>.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function; its arity is the number of arguments.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">Further options.</param>
    /// <returns>The pid and the reference of the monitor.</returns>
    public ValueTask<(ErlPid Pid, ErlReference Monitor)> SpawnMonitorAsync(
        ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, RemoteSpawnOptions? options = null)
    {
        options ??= RemoteSpawnOptions.Default;
        return SpawnAndWaitAsync(node, module, function, arguments, options.Monitor is null ? options with { Monitor = new() } : options);
    }

    /// <summary>
    /// Asks for one <c>{nodedown, Node}</c> when the connection to a node ends, or takes one back, as <c>monitor_node/2</c>. Asking twice
    /// gives two. Asking also connects; when that fails the message comes at once.
    /// </summary>
    /// <param name="node">The node; the own one never goes down.</param>
    /// <param name="on">Whether to ask or to take back.</param>
    public void MonitorNode(ErlAtom node, bool on)
    {
        ArgumentNullException.ThrowIfNull(node);
        ThrowIfDead();
        if (node != Node.Name)
        {
            Node.Remote.MonitorNode(Self, node, on);
        }
    }

    private ErlReference RequestSpawn(
        ErlAtom node,
        ErlAtom module,
        ErlAtom function,
        IReadOnlyList<ErlTerm> arguments,
        RemoteSpawnOptions options,
        Func<ProcessContext, Task>? body)
    {
        var watch = new Watch(options.Monitor?.Alias is null ? Node.MakeReference() : Node.MakeAliasReference(Self))
        {
            Owner = this,
            Tag = options.Monitor?.Tag ?? Atoms.Down,
            Pending = new PendingSpawn(node, options),
        };
        Mark(watch.Reference);
        Own(watch);
        var request = new SpawnRequest
        {
            Reference = watch.Reference,
            From = Self,
            GroupLeader = GroupLeader,
            Node = node,
            Module = module,
            Function = function,
            Arguments = arguments,
            Options = options.OnTheWire(),
        };
        if (body is not null || node == Node.Name)
        {
            Node.SpawnForOwn(this, request, body);
        }
        else
        {
            try
            {
                Node.Remote.Spawn(request);
            }
            catch (TermException)
            {
                // The arguments were too large to go: there will be no answer.
                AbandonSpawnRequest(watch.Reference);
                throw;
            }
        }

        ThrowIfDead();
        return watch.Reference;
    }

    private async ValueTask<(ErlPid Pid, ErlReference Request)> SpawnAndWaitAsync(
        ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, RemoteSpawnOptions options)
    {
        if (options.Replies != SpawnReplies.All || options.ReplyTag is not null)
        {
            throw new ArgumentException($"Answers are for {nameof(SpawnRequest)}; this call waits for the pid.", nameof(options));
        }

        ErlReference request = SpawnRequest(node, module, function, arguments, options);
        ErlTerm result = await ReceiveSpawnReplyAsync(request).ConfigureAwait(false);
        if (result == Atoms.Noconnection || result == SpawnAtoms.Notsup)
        {
            // As OTP: a process of this node stands for the one that could not be started, and ends in its place.
            ErlTerm reason = result;
            NodeLog.SpawnFailed(Node.Logger, module, function, arguments.Count, node, ReasonText.Of(reason));
            request = RequestSpawn(node, module, function, arguments, options with { Others = [] }, _ => throw TermException.Exit(reason));
            result = await ReceiveSpawnReplyAsync(request).ConfigureAwait(false);
        }

        return result is ErlPid pid ? (pid, request) : throw TermException.Error(result == SpawnAtoms.Badopt ? Atoms.Badarg : result);
    }

    /// <summary>The pid, or the reason why there is none.</summary>
    private async ValueTask<ErlTerm> ReceiveSpawnReplyAsync(ErlReference request)
    {
        ErlTerm reply = await ReceiveAsync(
            request,
            message => message is ErlTuple { Count: 4 } tuple && tuple[0] == SpawnAtoms.SpawnReply && request.Equals(tuple[1])).ConfigureAwait(false);
        return ((ErlTuple)reply)[3];
    }
}
