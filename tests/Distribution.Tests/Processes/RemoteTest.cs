using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

/// <summary>A node beside a scripted one, <c>other@host</c>.</summary>
public abstract class RemoteTest : ProcessTest
{
    protected static readonly ErlAtom Other = ErlTerm.Atom("other@host");
    protected static readonly ErlAtom Boom = ErlTerm.Atom("boom");

    protected static readonly ErlAtom Own = ErlTerm.Atom("own@host");

    protected RemoteTest() => Node.BecomeAlive(Own, 3, Remote);

    private protected ScriptedRemoteNodes Remote { get; } = new();

    /// <summary>A process of the other node.</summary>
    protected static ErlPid Peer(uint id = 7, string node = "other@host") => new(ErlTerm.Atom(node), id, 0, 5);

    /// <summary>A reference that the other node made.</summary>
    protected static ErlReference PeerReference(uint number = 1) => new(Other, 5, number, 2, 3);

    protected static ErlTerm Call(string name, params ReadOnlySpan<ErlTerm> arguments) => ScriptedRemoteNodes.Call(name, arguments);

    protected static ErlTerm Down(ErlReference reference, ErlTerm target, ErlTerm reason)
        => ErlTerm.Tuple(Atoms.Down, reference, Atoms.Process, target, reason);

    protected static ErlTerm ExitMessage(ErlPid from, ErlTerm reason) => ErlTerm.Tuple(Atoms.Exit, from, reason);

    /// <summary>The id of the only unlink that was sent.</summary>
    protected ulong TakeUnlinkId(ErlPid from, ErlPid to)
    {
        ErlTuple unlink = Assert.IsType<ErlTuple>(Assert.Single(Remote.Take()), exactMatch: false);
        Assert.True(unlink[3] is ErlInteger(long n) && n > 0);
        Assert.Equal(Call("unlink", from, to, unlink[3]), unlink);
        return (ulong)((ErlInteger)unlink[3]).Value;
    }
}
