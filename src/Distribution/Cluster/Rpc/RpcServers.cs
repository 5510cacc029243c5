using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>Messages to registered processes of other nodes, and calls that <c>rex</c> makes one after the other, as in module <c>rpc</c>.</summary>
public static class RpcServers
{
    private static readonly ErlAtom NonexistingName = ErlTerm.Atom("nonexisting_name");
    private static readonly ErlAtom Sbcast = ErlTerm.Atom("sbcast");

    extension(ProcessContext self)
    {
        /// <summary>Calls a function in the process <c>rex</c> of a node, as <c>rpc:block_call/5</c>: such calls of a node do not overlap.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <returns>The value, or <c>{badrpc, Reason}</c>.</returns>
        public Task<ErlTerm> RpcBlockCallAsync(
            ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
        {
            ArgumentNullException.ThrowIfNull(node);
            return RexCall.BlockAsync(self, node, module, function, ErpcClient.ListOf(module, function, arguments), ErpcClient.Checked(timeout));
        }

        /// <summary>Sends <c>{self(), Message}</c> to a registered process and waits for <c>{Wrapper, Node, Reply}</c>, as <c>rpc:server_call/4</c>.</summary>
        /// <param name="node">The node.</param>
        /// <param name="name">The name of the process.</param>
        /// <param name="wrapper">The first element of its replies.</param>
        /// <param name="message">What it is asked.</param>
        /// <returns>Reply, or <c>{error, nodedown}</c> when there is no such process or node, it ended first, or nothing more can be sent to it.</returns>
        public async Task<ErlTerm> RpcServerCallAsync(ErlAtom node, ErlAtom name, ErlTerm wrapper, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(node);
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(wrapper);
            ArgumentNullException.ThrowIfNull(message);
            ErlTuple server = ErlTerm.Tuple(name, node);
            if (Ask(self, server, message) is not { } monitor)
            {
                return ErlTerm.Tuple(Atoms.Error, Atoms.Nodedown);
            }

            ErlTerm answer = await self.ReceiveAsync(
                received => IsDown(received, monitor) || (received is ErlTuple and [var first, ErlAtom from, _] && from == node && first.Equals(wrapper)))
                .ConfigureAwait(false);
            if (answer is ErlTuple and [_, _, var reply])
            {
                self.Demonitor(monitor, DemonitorOptions.Flush);
                return reply;
            }

            return ErlTerm.Tuple(Atoms.Error, Atoms.Nodedown);
        }

        /// <summary>
        /// Sends <c>{self(), Message}</c> to the processes of a name on many nodes and waits for <c>{Name, Node, Reply}</c> of each, as
        /// <c>rpc:multi_server_call/3</c>.
        /// </summary>
        /// <param name="nodes">The nodes.</param>
        /// <param name="name">The name of the processes.</param>
        /// <param name="message">What they are asked.</param>
        /// <returns>The replies, and the nodes where there is no such process; both in the order of the nodes.</returns>
        public Task<(IReadOnlyList<ErlTerm> Replies, IReadOnlyList<ErlAtom> BadNodes)> RpcMultiServerCallAsync(
            IReadOnlyList<ErlAtom> nodes, ErlAtom name, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(message);
            return AskAsync(self, ErpcClient.Checked(nodes), name, message);
        }

        /// <summary>As the overload with nodes, on this node and all visible ones: <c>rpc:multi_server_call/2</c>.</summary>
        public Task<(IReadOnlyList<ErlTerm> Replies, IReadOnlyList<ErlAtom> BadNodes)> RpcMultiServerCallAsync(ErlAtom name, ErlTerm message)
            => self.RpcMultiServerCallAsync(RpcMultiCalls.EveryNode(self.Node), name, message);

        /// <summary>Sends a message to the processes of a name on many nodes, as <c>rpc:abcast/3</c>: nobody tells whether it arrived.</summary>
        /// <param name="nodes">The nodes.</param>
        /// <param name="name">The name of the processes.</param>
        /// <param name="message">The message.</param>
        public void RpcAbcast(IReadOnlyList<ErlAtom> nodes, ErlAtom name, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(message);
            foreach (ErlAtom node in ErpcClient.Checked(nodes))
            {
                self.TrySend(ErlTerm.Tuple(name, node), message);
            }
        }

        /// <summary>As the overload with nodes, on this node and all visible ones: <c>rpc:abcast/2</c>.</summary>
        public void RpcAbcast(ErlAtom name, ErlTerm message) => self.RpcAbcast(RpcMultiCalls.EveryNode(self.Node), name, message);

        /// <summary>Sends a message to the processes of a name on many nodes, and waits until it is in their mailboxes, as <c>rpc:sbcast/3</c>.</summary>
        /// <param name="nodes">The nodes.</param>
        /// <param name="name">The name of the processes.</param>
        /// <param name="message">The message.</param>
        /// <returns>The nodes where it arrived, and those where there is no such process; both in the order of the nodes.</returns>
        public async Task<(IReadOnlyList<ErlAtom> GoodNodes, IReadOnlyList<ErlAtom> BadNodes)> RpcSbcastAsync(
            IReadOnlyList<ErlAtom> nodes, ErlAtom name, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(message);
            (IReadOnlyList<ErlTerm> good, IReadOnlyList<ErlAtom> bad)
                = await AskAsync(self, ErpcClient.Checked(nodes), Atoms.Rex, ErlTerm.Tuple(Sbcast, name, message)).ConfigureAwait(false);
            return ([.. good.OfType<ErlAtom>()], bad);
        }

        /// <summary>As the overload with nodes, on this node and all visible ones: <c>rpc:sbcast/2</c>.</summary>
        public Task<(IReadOnlyList<ErlAtom> GoodNodes, IReadOnlyList<ErlAtom> BadNodes)> RpcSbcastAsync(ErlAtom name, ErlTerm message)
            => self.RpcSbcastAsync(RpcMultiCalls.EveryNode(self.Node), name, message);
    }

    private static async Task<(IReadOnlyList<ErlTerm> Replies, IReadOnlyList<ErlAtom> BadNodes)> AskAsync(
        ProcessContext self, IReadOnlyList<ErlAtom> nodes, ErlAtom name, ErlTerm message)
    {
        ErlReference?[] monitors = [.. nodes.Select(node => Ask(self, ErlTerm.Tuple(name, node), message))];
        var replies = new List<ErlTerm>(monitors.Length);
        var bad = new List<ErlAtom>();
        foreach ((ErlReference? monitor, ErlAtom node) in monitors.Zip(nodes))
        {
            if (monitor is null)
            {
                bad.Add(node);
                continue;
            }

            ErlTerm answer = await self.ReceiveAsync(
                received => IsDown(received, monitor)
                    || (received is ErlTuple and [ErlAtom first, ErlAtom from, _] && from == node && (first == name || IsNoName((ErlTuple)received))))
                .ConfigureAwait(false);
            if (answer is ErlTuple { Count: 3 } reply && !IsNoName(reply))
            {
                replies.Add(reply[2]);
            }
            else
            {
                bad.Add(node);
            }

            self.Demonitor(monitor, DemonitorOptions.Flush);
        }

        return (replies, bad);
    }

    /// <summary>Sends <c>{self(), Message}</c> and watches who is to answer; <see langword="null"/> when nothing more can be sent there.</summary>
    private static ErlReference? Ask(ProcessContext self, ErlTuple server, ErlTerm message)
    {
        ErlReference monitor = self.Monitor(server);
        try
        {
            self.Send(server, ErlTerm.Tuple(self.Self, message));
            return monitor;
        }
        catch (TermException)
        {
            self.Demonitor(monitor, DemonitorOptions.Flush);
            return null;
        }
    }

    /// <summary><c>{rex, Node, {nonexisting_name, Name}}</c>.</summary>
    private static bool IsNoName(ErlTuple answer)
        => answer[0] == Atoms.Rex && answer[2] is ErlTuple and [ErlAtom reason, _] && reason == NonexistingName;

    private static bool IsDown(ErlTerm message, ErlReference monitor)
        => message is ErlTuple and [ErlAtom label, ErlReference reference, ErlAtom, _, _] && label == Atoms.Down && reference.Equals(monitor);
}
