using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>
/// Talking to state machines, here or on any node: this program's, a gen_statem in Erlang. A machine is named as a server is:
/// by its pid, by <c>Name</c>, <c>{Name, Node}</c>, <c>{global, Name}</c> or <c>{via, Module, Name}</c>.
/// </content>
public abstract partial class GenStatem
{
    private static readonly ErlAtom GenStatemAtom = ErlTerm.Atom("gen_statem");
    private static readonly ErlAtom CallAtom = ErlTerm.Atom("call");

    /// <summary>Asks a machine and waits for its answer; it gets the event <see cref="EventKind.Call"/>.</summary>
    /// <param name="self">The caller. Its other messages stay in the mailbox.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">For ever if not given, as the machine may postpone the call.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="TermException">
    /// The exit <c>{Reason, {gen_statem, call, Arguments}}</c>: <c>noproc</c>, <c>{nodedown, Node}</c>, <c>timeout</c>, <c>calling_self</c>, or what the
    /// machine ended with while the call waited. An answer that comes after the time-out is dropped.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="machine"/> names no process.</exception>
    public static async ValueTask<ErlTerm> CallAsync(ProcessContext self, ErlTerm machine, ErlTerm request, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(request);
        TimeSpan limit = timeout ?? Timeout.InfiniteTimeSpan;
        GenOutcome outcome = await GenClient.CallAsync(self, Atoms.GenCall, machine, request, limit).ConfigureAwait(false);
        return outcome.Reply ?? outcome.ReplyOrExit(machine, GenStatemAtom, CallAtom, machine, request, TimeoutTerm.Of(limit));
    }

    /// <summary>Asks a machine from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">For ever if not given.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="TermException">There is no answer; see the form for processes.</exception>
    /// <exception cref="ArgumentException"><paramref name="machine"/> names no process.</exception>
    public static Task<ErlTerm> CallAsync(
        Node node, ErlTerm machine, ErlTerm request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(self => CallAsync(self, machine, request, timeout).AsTask(), cancellationToken);
    }

    /// <summary>Tells a machine something; it gets the event <see cref="EventKind.Cast"/>. Whether it is there, nobody learns.</summary>
    /// <param name="self">The process that tells.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="request">What to tell.</param>
    /// <exception cref="ArgumentException"><paramref name="machine"/> names no process.</exception>
    public static void Cast(ProcessContext self, ErlTerm machine, ErlTerm request) => GenServerCalls.Cast(self, machine, request);

    /// <summary>Tells a machine something from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="request">What to tell.</param>
    /// <exception cref="ArgumentException"><paramref name="machine"/> names no process.</exception>
    public static void Cast(Node node, ErlTerm machine, ErlTerm request) => GenServerCalls.Cast(node, machine, request);

    /// <summary>Has a machine terminate, and waits for its end.</summary>
    /// <param name="self">The process that waits.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="reason">What to end with; <c>normal</c> if not given.</param>
    /// <param name="timeout">For ever if not given.</param>
    /// <exception cref="TermException">The exit <c>noproc</c>, <c>{nodedown, Node}</c>, <c>timeout</c>, or what it ended with when that is another reason.</exception>
    public static async Task StopAsync(ProcessContext self, ErlTerm machine, ErlTerm? reason = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(self);
        GenOutcome outcome = await ProcLib.StopAsync(self, machine, reason ?? Atoms.Normal, timeout ?? Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        if (outcome.Failure is { } failure)
        {
            throw TermException.Exit(failure);
        }
    }
}
