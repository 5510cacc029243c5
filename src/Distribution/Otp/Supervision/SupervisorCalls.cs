using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>Requests to supervisors, here or on any node of the cluster: a <see cref="Supervisor"/>, a supervisor of Erlang.</summary>
/// <remarks>
/// A supervisor is named as a server is; a request waits as long as it takes, and fails as calls of <see cref="GenServerCalls"/> do. What the supervisor
/// refuses is a <see cref="TermException"/> too: the error <c>not_found</c>, <c>running</c>, <c>restarting</c> or <c>simple_one_for_one</c>.
/// </remarks>
public static class SupervisorCalls
{
    extension(ProcessContext self)
    {
        /// <summary>The children, the youngest first.</summary>
        /// <param name="supervisor">The supervisor.</param>
        public async ValueTask<IReadOnlyList<ChildInformation>> WhichChildrenAsync(ErlTerm supervisor)
        {
            ErlTerm answer = await AskAsync(self, supervisor, SupervisorTerms.WhichChildren).ConfigureAwait(false);
            return answer is ErlList { IsProper: true } list
                ? [.. list.Select(each => ChildInformation.Read(each) ?? throw Misunderstood(answer))]
                : throw Misunderstood(answer);
        }

        /// <summary>How many children there are.</summary>
        /// <param name="supervisor">The supervisor.</param>
        public async ValueTask<ChildCounts> CountChildrenAsync(ErlTerm supervisor)
        {
            ErlTerm answer = await AskAsync(self, supervisor, SupervisorTerms.CountChildren).ConfigureAwait(false);
            return SupervisorTerms.TryReadCounts(answer, out ChildCounts counts) ? counts : throw Misunderstood(answer);
        }

        /// <summary>Adds a child and starts it.</summary>
        /// <param name="supervisor">The supervisor; on another node only for a specification of <see cref="ChildSpec.Apply"/>.</param>
        /// <param name="spec">The child.</param>
        /// <returns>As the start gave it; the error <c>{Reason, Child}</c> when it failed, <c>{already_started, Pid}</c> or <c>already_present</c>.</returns>
        /// <exception cref="ArgumentException">The start is code of this program, and the supervisor is on another node.</exception>
        public async ValueTask<StartResult> StartChildAsync(ErlTerm supervisor, ChildSpec spec)
        {
            ArgumentNullException.ThrowIfNull(spec);
            if (!IsHere(self.Node, supervisor))
            {
                return await StartAsync(self, supervisor, SupervisorTerms.StartChild, spec.ToTermForOthers()).ConfigureAwait(false);
            }

            ErlTerm offer = LocalStarts.Offer(self.Node, spec);
            try
            {
                return await StartAsync(self, supervisor, SupervisorTerms.StartChild, offer).ConfigureAwait(false);
            }
            finally
            {
                LocalStarts.Take(self.Node, offer);
            }
        }

        /// <summary>Starts one more child of a supervisor of this node with <see cref="RestartStrategy.SimpleOneForOne"/>, by code of this program.</summary>
        /// <param name="supervisor">The supervisor.</param>
        /// <param name="start">Starts the child and links it; runs in the supervisor, and again for each restart. May capture what it needs.</param>
        /// <returns>As the start gave it.</returns>
        public ValueTask<StartResult> StartChildAsync(ErlTerm supervisor, Func<ProcessContext, Task<StartResult>> start)
            => self.StartChildAsync(supervisor, new ChildSpec(Atoms.Undefined, start));

        /// <summary>Starts one more child of a supervisor with <see cref="RestartStrategy.SimpleOneForOne"/>.</summary>
        /// <param name="supervisor">The supervisor.</param>
        /// <param name="arguments">What the start gets, after the arguments that the specification has.</param>
        /// <returns>As the start gave it.</returns>
        public ValueTask<StartResult> StartChildAsync(ErlTerm supervisor, params ReadOnlySpan<ErlTerm> arguments)
            => StartAsync(self, supervisor, SupervisorTerms.StartChild, ErlTerm.List(arguments));

        /// <summary>Starts a child that was terminated, or that did not want to run.</summary>
        /// <param name="supervisor">The supervisor.</param>
        /// <param name="id">The child.</param>
        /// <returns>As the start gave it; the errors of the class among them.</returns>
        public ValueTask<StartResult> RestartChildAsync(ErlTerm supervisor, ErlTerm id) => StartAsync(self, supervisor, SupervisorTerms.RestartChild, id);

        /// <summary>Ends a child. Its specification stays, but for temporary ones.</summary>
        /// <param name="supervisor">The supervisor.</param>
        /// <param name="id">The child; its pid with <see cref="RestartStrategy.SimpleOneForOne"/>.</param>
        public async ValueTask TerminateChildAsync(ErlTerm supervisor, ErlTerm id)
            => Accept(await AskAsync(self, supervisor, SupervisorTerms.TerminateChild, id).ConfigureAwait(false));

        /// <summary>Takes the specification of a child away that does not run.</summary>
        /// <param name="supervisor">The supervisor.</param>
        /// <param name="id">The child.</param>
        public async ValueTask DeleteChildAsync(ErlTerm supervisor, ErlTerm id)
            => Accept(await AskAsync(self, supervisor, SupervisorTerms.DeleteChild, id).ConfigureAwait(false));

        /// <summary>The specification of a child, as the map of Erlang.</summary>
        /// <param name="supervisor">The supervisor.</param>
        /// <param name="id">The child, or its pid with <see cref="RestartStrategy.SimpleOneForOne"/>.</param>
        public async ValueTask<ErlMap> GetChildSpecAsync(ErlTerm supervisor, ErlTerm id)
        {
            ErlTerm answer = await AskAsync(self, supervisor, SupervisorTerms.GetChildSpec, id).ConfigureAwait(false);
            return Accept(answer) as ErlMap ?? throw Misunderstood(answer);
        }
    }

    private static ValueTask<ErlTerm> AskAsync(ProcessContext self, ErlTerm supervisor, ErlTerm request)
        => self.CallAsync(supervisor, request, Timeout.InfiniteTimeSpan);

    private static ValueTask<ErlTerm> AskAsync(ProcessContext self, ErlTerm supervisor, ErlAtom verb, ErlTerm argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return AskAsync(self, supervisor, ErlTerm.Tuple(verb, argument));
    }

    private static async ValueTask<StartResult> StartAsync(ProcessContext self, ErlTerm supervisor, ErlAtom verb, ErlTerm argument)
    {
        ErlTerm answer = await AskAsync(self, supervisor, verb, argument).ConfigureAwait(false);
        return StartResult.TryRead(answer, out StartResult? result) ? result
            : answer is ErlTuple and [ErlAtom ok, ErlAtom nobody] && ok == Atoms.Ok && nobody == Atoms.Undefined ? StartResult.Ignore
            : throw Misunderstood(answer);
    }

    private static ErlTerm Accept(ErlTerm answer) => answer switch
    {
        ErlTuple and [ErlAtom error, var reason] when error == Atoms.Error => throw TermException.Error(reason),
        ErlTuple and [ErlAtom ok, var value] when ok == Atoms.Ok => value,
        _ => answer,
    };

    private static bool IsHere(Node node, ErlTerm supervisor) => supervisor switch
    {
        ErlPid pid => node.NodeOf(pid) == node.Name,
        ErlTuple and [ErlAtom name, ErlAtom where] when name != ErlTerm.Atom("global") => where == node.Name,
        ErlAtom => true,
        _ => Calls.ServerName.Find(node, supervisor) is not ErlPid pid || node.NodeOf(pid) == node.Name,
    };

    private static TermException Misunderstood(ErlTerm answer) => TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("bad_return_value"), answer));
}
