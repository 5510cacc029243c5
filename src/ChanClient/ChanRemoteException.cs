using Chan.Terms;

namespace Chan.Client;

/// <summary>The gateway answered an rpc with an error; the connection goes on.</summary>
/// <remarks>An answer of the service such as <c>{error, not_found}</c> is an answer, not this exception.</remarks>
public sealed class ChanRemoteException : ChanException
{
    internal ChanRemoteException(ErlTerm error, ChanEndpoint endpoint)
        : base($"{endpoint} answered with an error: {Describe(error)}", endpoint) => Error = error;

    /// <summary>The whole term, <c>{error, Class, Detail}</c> (native-protocol, section 6).</summary>
    public ErlTerm Error { get; }

    /// <summary>What kind of error; the atom <c>undefined</c> when the term has another form.</summary>
    public ErlAtom Class => Error is ErlTuple and [_, ErlAtom errorClass, _] ? errorClass : Atoms.Undefined;

    /// <summary>More about it; never a stack trace.</summary>
    public ErlTerm Detail => Error is ErlTuple and [_, _, var detail] ? detail : Error;

    /// <inheritdoc/>
    public override bool IsTransient => Class.Name is "busy" or "draining" or "nodedown" or "noproc" or "timeout";

    /// <summary>The sentence for an error term, or for the reason in a CLOSE.</summary>
    internal static string Describe(ErlTerm error) => error is ErlTuple and [ErlAtom("error"), ErlAtom(var name), var detail]
        ? $"{Explain(name)} ({detail})."
        : $"{error}.";

    private static string Explain(string errorClass) => errorClass switch
    {
        "undef" => "the service has no such function",
        "noproc" => "the process behind the service is not there",
        "nodedown" => "the node that runs the service cannot be reached",
        "timeout" => "it was not answered in time",
        "exit" => "the service crashed",
        "refused" => "the message is not accepted by this service",
        "badterm" => "the message is not allowed by the gateway's limits on terms",
        "draining" => "the gateway is about to stop",
        "busy" => "the gateway has no room now",
        "protocol" => "the gateway saw a breach of the protocol",
        "slow" => "this side does not read fast enough",
        _ => errorClass,
    };
}
