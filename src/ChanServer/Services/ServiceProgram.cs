using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Server.Services;

/// <summary>What runs for one session of a service. A kind of service is one class here.</summary>
internal abstract class ServiceProgram
{
    /// <summary>Tag of <c>{push, Term}</c>: to the client even while requests are open.</summary>
    public static readonly ErlAtom Push = ErlTerm.Atom("push");

    /// <summary>Whether requests reach the program with their ids, whatever the configuration says.</summary>
    public virtual bool KnowsIds => false;

    /// <summary>Whether a classic port can serve it.</summary>
    public virtual bool CanBeClassic => true;

    /// <summary>Starts the controlling process of one session, linked to its middle man.</summary>
    /// <param name="middleMan">The middle man, which asks.</param>
    /// <param name="argument">What the client sent with START (ArgC).</param>
    /// <exception cref="InvalidOperationException">The node has as many processes as it may have.</exception>
    public abstract ErlPid SpawnLinked(ProcessContext middleMan, ErlTerm argument);
}
