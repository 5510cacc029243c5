using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>How a call ended: with an answer, or with the reason why there is none.</summary>
internal readonly record struct GenOutcome
{
    private GenOutcome(ErlTerm? reply, ErlTerm? failure) => (Reply, Failure) = (reply, failure);

    /// <summary>The answer, or <see langword="null"/>.</summary>
    public ErlTerm? Reply { get; }

    /// <summary>Why there is no answer, or <see langword="null"/>.</summary>
    public ErlTerm? Failure { get; }

    public static GenOutcome Replied(ErlTerm reply) => new(reply, null);

    public static GenOutcome Failed(ErlTerm reason) => new(null, reason);

    /// <summary>The answer.</summary>
    /// <param name="server">Whom the call went to.</param>
    /// <param name="module">Module of the calling function, for the exit reason.</param>
    /// <param name="function">The calling function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="Processes.TermException">The exit <c>{Reason, {Module, Function, Arguments}}</c>.</exception>
    public ErlTerm ReplyOrExit(ErlTerm server, ErlAtom module, ErlAtom function, params ReadOnlySpan<ErlTerm> arguments)
        => Reply ?? throw ToExit(server, module, function, arguments);

    /// <summary>What <see cref="ReplyOrExit"/> throws; for a call that has failed.</summary>
    public Processes.TermException ToExit(ErlTerm server, ErlAtom module, ErlAtom function, params ReadOnlySpan<ErlTerm> arguments)
        => Processes.TermException.Exit(
            ErlTerm.Tuple(Failure!, ErlTerm.Tuple(module, function, ErlTerm.List(arguments))), $"{module}:{function} of {server} failed: {Brief(Failure!)}.");

    // Exit reasons of servers may be long and confidential; those that the caller's side makes are neither.
    internal static string Brief(ErlTerm reason) => reason switch
    {
        ErlAtom => reason.ToString(),
        ErlTuple { Count: 2 } pair when pair[0].Equals(Atoms.Nodedown) => reason.ToString(),
        ErlTuple { Count: 2 } pair when pair[0].Equals(Processes.SpawnAtoms.SystemLimit) => "the request was refused, as more waits for the node than may",
        ErlTuple { Count: 2 } pair when pair[0] is ErlTuple and [ErlAtom down, ErlAtom] && down == Atoms.Nodedown => pair[0].ToString(),
        _ => "the server ended",
    };
}
