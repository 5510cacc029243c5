using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>Calls of functions on other nodes, as module <c>erpc</c> makes them.</summary>
/// <remarks>
/// A <see cref="TermException"/> carries exactly what Erlang raises: a throw is the thrown term; the exit <c>{exception, Reason}</c> for one of
/// the function and <c>{signal, Reason}</c> for one of its process; the error <c>{exception, Reason, Stack}</c> for one of the function and
/// <c>{erpc, Reason}</c> for what is wrong with the call, such as <c>noconnection</c> and <c>timeout</c>.
/// </remarks>
public static class ErpcCalls
{
    private static readonly ErlAtom ExecuteCall = ErlTerm.Atom("execute_call");
    private static readonly ErlAtom ExecuteCast = ErlTerm.Atom("execute_cast");
    private static readonly ErlAtom Return = ErlTerm.Atom("return");
    private static readonly ErlAtom ExitAtom = ErlTerm.Atom("exit");
    private static readonly ErlAtom Signal = ErlTerm.Atom("signal");

    extension(ProcessContext self)
    {
        /// <summary>Calls a function, as <c>erpc:call/5</c>, in a new process of the node.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait; without end when <see langword="null"/>. The call itself goes on after it.</param>
        /// <returns>The value of the function.</returns>
        /// <exception cref="TermException">The call failed; see the remarks of the class.</exception>
        public async Task<ErlTerm> ErpcCallAsync(
            ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
        {
            ArgumentNullException.ThrowIfNull(arguments);
            ErlReference result = self.MakeReference();
            ErlReference request = self.SpawnRequest(
                node,
                Atoms.Erpc,
                ExecuteCall,
                [result, module, function, ErlTerm.List([.. arguments])],
                new RemoteSpawnOptions { Monitor = new MonitorOptions(), Replies = SpawnReplies.ErrorOnly });
            ErlTerm? answer = await self.ReceiveAsync(request, timeout ?? Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            if (answer is null)
            {
                answer = self.AbandonSpawnRequest(request) || self.Demonitor(request, DemonitorOptions.Flush)
                    ? null
                    : await self.ReceiveAsync(request, TimeSpan.Zero).ConfigureAwait(false);
            }

            return answer switch
            {
                null => throw Failed(Atoms.Timeout),
                ErlTuple and [_, _, _, _, var reason] => Value(reason, result),
                ErlTuple and [.., var error] => throw Failed(error),
                _ => throw Failed(Atoms.Noconnection),
            };
        }

        /// <summary>Has a function run, as <c>erpc:cast/4</c>: nobody is told how it ends.</summary>
        /// <param name="node">The node; nothing happens when it cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void ErpcCast(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
        {
            ArgumentNullException.ThrowIfNull(arguments);
            self.SpawnRequest(
                node, Atoms.Erpc, ExecuteCast, [module, function, ErlTerm.List([.. arguments])],
                new RemoteSpawnOptions { Replies = SpawnReplies.None });
        }
    }

    /// <summary>Calls a function from code that is no process, as <c>erpc:call/5</c>.</summary>
    /// <param name="local">This node.</param>
    /// <param name="node">The node; may be the own one.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="timeout">How long to wait; without end when <see langword="null"/>. The call itself goes on after it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The value of the function.</returns>
    /// <exception cref="TermException">The call failed; see the remarks of the class.</exception>
    public static Task<ErlTerm> ErpcCallAsync(
        this Node local,
        ErlAtom node,
        ErlAtom module,
        ErlAtom function,
        IReadOnlyList<ErlTerm> arguments,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(local);
        return local.RunAsync(self => self.ErpcCallAsync(node, module, function, arguments, timeout), cancellationToken);
    }

    private static TermException Failed(ErlTerm reason) => TermException.Error(ErlTerm.Tuple(Atoms.Erpc, reason));

    /// <summary>What the called process ended with.</summary>
    private static ErlTerm Value(ErlTerm reason, ErlReference result)
    {
        if (reason is ErlTuple { Count: > 2 } outcome && outcome[0].Equals(result))
        {
            switch (outcome)
            {
                case [_, ErlAtom kind, var value] when kind == Return:
                    return value;
                case [_, ErlAtom kind, var thrown] when kind == Atoms.Throw:
                    throw TermException.Throw(thrown);
                case [_, ErlAtom kind, var exit] when kind == ExitAtom:
                    throw TermException.Exit(ErlTerm.Tuple(Atoms.Exception, exit));
                case [_, ErlAtom kind, var error, var stack] when kind == Atoms.Error:
                    throw TermException.Error(ErlTerm.Tuple(Atoms.Exception, error, stack));
                case [_, ErlAtom kind, var error] when kind == Atoms.Error:
                    throw TermException.Error(error);
            }
        }

        throw reason.Equals(Atoms.Noconnection) ? Failed(reason) : TermException.Exit(ErlTerm.Tuple(Signal, reason));
    }
}
