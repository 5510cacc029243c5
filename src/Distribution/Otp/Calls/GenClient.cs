using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>The calling side of calls, below what the behaviours make of its failures.</summary>
/// <remarks>
/// The monitor of a call is also the alias that its answer comes to, so an answer that is late finds nobody.
/// Source: distribution specification, section 6.1.
/// </remarks>
internal static class GenClient
{
    /// <summary>What <c>call/2</c> waits at most.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private static readonly MonitorOptions AnswerTo = new() { Alias = AliasMode.Demonitor };
    private static readonly ErlAtom CallingSelf = ErlTerm.Atom("calling_self");

    /// <summary>Sends <c>{Label, {Self, [alias|Ref]}, Request}</c> and waits.</summary>
    /// <param name="self">The caller. Its other messages stay in the mailbox.</param>
    /// <param name="label"><c>$gen_call</c>, <c>system</c>, or what else the server knows.</param>
    /// <param name="server">A pid, a name in any of its forms.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout"><see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>
    /// The answer, or why there is none: <c>noproc</c>, <c>{nodedown, Node}</c>, <c>timeout</c>, <c>{system_limit, Stack}</c> when more waits for its
    /// node than may, or what the server ended with.
    /// </returns>
    public static async ValueTask<GenOutcome> CallAsync(ProcessContext self, ErlTerm label, ErlTerm server, ErlTerm request, TimeSpan timeout)
    {
        if (Begin(self, label, server, request, timeout, out ErlTerm? failure) is not { } reference)
        {
            return GenOutcome.Failed(failure!);
        }

        return Conclude(self, reference, server, await self.ReceiveAnswerAsync(reference, timeout).ConfigureAwait(false));
    }

    /// <summary>The first half of a call: sends the request, when the second half is able to wait for the answer.</summary>
    /// <param name="self">The caller.</param>
    /// <param name="label">As for <see cref="CallAsync"/>.</param>
    /// <param name="server">As for <see cref="CallAsync"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the second half will wait.</param>
    /// <param name="failure">Why the call has failed at once.</param>
    /// <returns>The reference that the answer carries; <see langword="null"/> after a failure.</returns>
    public static ErlReference? Begin(
        ProcessContext self, ErlTerm label, ErlTerm server, ErlTerm request, TimeSpan timeout, out ErlTerm? failure)
    {
        self.CheckReceive(timeout);
        ErlTerm? destination = ServerName.Find(self.Node, server);
        failure = destination is null ? Atoms.Noproc : destination.Equals(self.Self) ? CallingSelf : null;
        try
        {
            return failure is null ? Send(self, label, destination!, request) : null;
        }
        catch (TermException refused) when (!self.IsDead)
        {
            failure = ExitReasons.Of(refused);
            return null;
        }
    }

    /// <summary>The second half of a call: reads the answer, or gives the request up when none came in time.</summary>
    public static GenOutcome Conclude(ProcessContext self, ErlReference reference, ErlTerm server, ErlTerm? answer)
    {
        answer ??= GiveUp(self, reference);
        if (answer is null)
        {
            return GenOutcome.Failed(Atoms.Timeout);
        }

        GenOutcome outcome = Finish(self, reference, answer);

        // A name in a register has no process any more when the node of its process is gone, whether the register knows already or not.
        return outcome.Failure is ErlTuple and [ErlAtom down, _] && down == Atoms.Nodedown && ServerName.IsInRegister(server)
            ? GenOutcome.Failed(Atoms.Noproc)
            : outcome;
    }

    /// <summary>Monitors the server and sends it a request; the answer is the first message that carries the reference.</summary>
    /// <exception cref="TermException">Error <c>system_limit</c>: more waits for the node of the server than may. Nothing is left of the request.</exception>
    public static ErlReference Send(ProcessContext self, ErlTerm label, ErlTerm destination, ErlTerm request)
    {
        ErlReference reference = self.Monitor(destination, AnswerTo);
        try
        {
            self.Send(destination, ErlTerm.Tuple(label, ErlTerm.Tuple(self.Self, ErlTerm.ImproperList([Atoms.Alias], reference)), request));
        }
        catch (Exception) when (!self.IsDead)
        {
            self.Demonitor(reference, DemonitorOptions.Flush);
            throw;
        }

        return reference;
    }

    /// <summary>Forgets a request; the answer, if it came in this instant.</summary>
    public static ErlTerm? GiveUp(ProcessContext self, ErlReference reference)
    {
        self.Demonitor(reference, DemonitorOptions.Flush);
        return self.ReceiveAnswerNow(reference);
    }

    /// <summary>Reads the answer to a request, or the DOWN message of the server.</summary>
    public static GenOutcome Finish(ProcessContext self, ErlReference reference, ErlTerm answer)
    {
        if (answer is ErlTuple { Count: 2 } reply)
        {
            // Also of a server that has ended since: its DOWN is taken out of the mailbox.
            self.Demonitor(reference, DemonitorOptions.Flush);
            return GenOutcome.Replied(reply[1]);
        }

        return GenOutcome.Failed(ReasonOf((ErlTuple)answer));
    }

    /// <summary>Whether a message answers a request, or says that its server is gone; for requests without a tag of their own.</summary>
    public static bool IsAnswer(ErlTerm message, [NotNullWhen(true)] out ErlReference? reference)
    {
        reference = message switch
        {
            ErlTuple { Count: 2 } reply => reply[0] is ErlList { Count: 1, IsProper: false, Tail: ErlReference alias } ? alias : null,
            ErlTuple { Count: 5 } down when ReferenceEquals(down[0], Atoms.Down) => down[1] as ErlReference,
            _ => null,
        };
        return reference is not null;
    }

    private static ErlTerm ReasonOf(ErlTuple down)
    {
        if (!down[4].Equals(Atoms.Noconnection))
        {
            return down[4];
        }

        ErlTerm node = down[3] switch
        {
            ErlPid pid => pid.Node,
            ErlTuple { Count: 2 } named => named[1],
            var other => other,
        };
        return ErlTerm.Tuple(Atoms.Nodedown, node);
    }
}
