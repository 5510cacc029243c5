using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>Atoms of the io protocol.</summary>
internal static class IoAtoms
{
    public static readonly ErlAtom IoRequest = ErlTerm.Atom("io_request");
    public static readonly ErlAtom IoReply = ErlTerm.Atom("io_reply");
    public static readonly ErlAtom PutChars = ErlTerm.Atom("put_chars");
    public static readonly ErlAtom Unicode = ErlTerm.Atom("unicode");
}
