using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>Calls and casts to servers, here or on any node of the cluster: a <see cref="GenServer"/>, a gen_server in Erlang, a GenServer in Elixir.</summary>
/// <remarks>
/// A server is named by its pid, by <c>Name</c>, <c>{Name, Node}</c>, <c>{global, Name}</c> or <c>{via, Module, Name}</c>.
/// A call that fails throws a <see cref="TermException"/>: the exit <c>{Reason, {gen_server, call, Arguments}}</c>, as in Erlang. Reason is
/// <c>noproc</c> when there is no such process, <c>{nodedown, Node}</c> when its node cannot be reached, <c>timeout</c>, <c>calling_self</c>,
/// or what the server ended with while the call waited. An answer that comes after the time-out is dropped.
/// </remarks>
public static partial class GenServerCalls
{
    private static readonly ErlAtom Badmatch = ErlTerm.Atom("badmatch");

    extension(ProcessContext self)
    {
        /// <summary>Asks a server and waits for its answer.</summary>
        /// <param name="server">The server.</param>
        /// <param name="request">The request.</param>
        /// <param name="timeout">5 seconds if not given; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
        /// <returns>The answer.</returns>
        /// <exception cref="TermException">There is no answer; see the remarks of the class.</exception>
        /// <exception cref="ArgumentException"><paramref name="server"/> names no server.</exception>
        public ValueTask<ErlTerm> CallAsync(ErlTerm server, ErlTerm request, TimeSpan? timeout = null)
        {
            try
            {
                ArgumentNullException.ThrowIfNull(request);
                return ServerCall.RunAsync(self, server, request, timeout);
            }
#pragma warning disable CA1031 // As an async method would: whatever fails before the wait is met where the task is awaited.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                return ValueTask.FromException<ErlTerm>(failure);
            }
        }

        /// <summary>Asks a server with a request of one's own type, and reads its answer as the type that the request says.</summary>
        /// <param name="server">The server.</param>
        /// <param name="request">The request.</param>
        /// <param name="timeout">5 seconds if not given; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
        /// <returns>The answer.</returns>
        /// <exception cref="TermException">There is no answer, or it is none of the type: the error <c>{badmatch, Answer}</c>.</exception>
        public async ValueTask<TReply> CallAsync<TReply>(ErlTerm server, ICallRequest<TReply> request, TimeSpan? timeout = null)
            where TReply : ITermConvertible<TReply>
        {
            ArgumentNullException.ThrowIfNull(request);
            ErlTerm answer = await self.CallAsync(server, request.ToTerm(), timeout).ConfigureAwait(false);
            return TReply.TryFromTerm(answer, out TReply? reply) ? reply : throw TermException.Error(ErlTerm.Tuple(Badmatch, answer));
        }

        /// <summary>Tells a server something; whether it is there, nobody learns.</summary>
        /// <param name="server">The server.</param>
        /// <param name="request">What to tell.</param>
        /// <exception cref="ArgumentException"><paramref name="server"/> names no server.</exception>
        public void Cast(ErlTerm server, ErlTerm request)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (ServerName.Find(self.Node, server) is { } destination)
            {
                self.TrySend(destination, GenMessage.Cast(request));
            }
        }

        /// <summary>Casts to the servers of a name on several nodes.</summary>
        /// <param name="nodes">The nodes, this one among them or not.</param>
        /// <param name="name">The registered name of the servers.</param>
        /// <param name="request">What to tell.</param>
        public void Abcast(IEnumerable<ErlAtom> nodes, ErlAtom name, ErlTerm request)
        {
            ArgumentNullException.ThrowIfNull(nodes);
            foreach (ErlAtom node in nodes)
            {
                self.Cast(ErlTerm.Tuple(name, node), request);
            }
        }

        /// <summary>Has a server terminate, and waits for its end. Works for every behaviour.</summary>
        /// <param name="server">The server.</param>
        /// <param name="reason">What to end with; <c>normal</c> if not given.</param>
        /// <param name="timeout">For ever if not given.</param>
        /// <exception cref="TermException">
        /// The exit <c>noproc</c>, <c>timeout</c>, <c>{{nodedown, Node}, {sys, terminate, Arguments}}</c>, or another end than the one asked for.
        /// </exception>
        public async Task StopAsync(ErlTerm server, ErlTerm? reason = null, TimeSpan? timeout = null)
        {
            TimeSpan limit = timeout ?? Timeout.InfiniteTimeSpan;
            GenOutcome outcome = await ProcLib.StopAsync(self, server, reason ?? Atoms.Normal, limit).ConfigureAwait(false);
            if (outcome.Failure is { } failure)
            {
                throw TermException.Exit(failure, $"The stop of {server} failed: {GenOutcome.Brief(failure)}.");
            }
        }
    }

    /// <summary>Asks a server from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="server">The server.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">5 seconds if not given; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="TermException">There is no answer; see the remarks of the class.</exception>
    /// <exception cref="ArgumentException"><paramref name="server"/> names no server.</exception>
    public static Task<ErlTerm> CallAsync(
        this Node node, ErlTerm server, ErlTerm request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(self => self.CallAsync(server, request, timeout).AsTask(), cancellationToken);
    }

    /// <summary>Asks a server with a request of one's own type, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="server">The server.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">5 seconds if not given; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="TermException">There is no answer, or it is none of the type: the error <c>{badmatch, Answer}</c>.</exception>
    public static Task<TReply> CallAsync<TReply>(
        this Node node, ErlTerm server, ICallRequest<TReply> request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        where TReply : ITermConvertible<TReply>
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(self => self.CallAsync(server, request, timeout).AsTask(), cancellationToken);
    }

    /// <summary>Tells a server something from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="server">The server.</param>
    /// <param name="request">What to tell.</param>
    /// <exception cref="ArgumentException"><paramref name="server"/> names no server.</exception>
    public static void Cast(this Node node, ErlTerm server, ErlTerm request)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(request);
        if (ServerName.Find(node, server) is { } destination)
        {
            node.TrySend(destination, GenMessage.Cast(request));
        }
    }

    /// <summary>Has a server terminate, and waits for its end, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="server">The server.</param>
    /// <param name="reason">What to end with; <c>normal</c> if not given.</param>
    /// <param name="timeout">For ever if not given.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TermException">The server did not end so; see the form for processes.</exception>
    public static Task StopAsync(
        this Node node, ErlTerm server, ErlTerm? reason = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(
            async self =>
            {
                await self.StopAsync(server, reason, timeout).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }
}
