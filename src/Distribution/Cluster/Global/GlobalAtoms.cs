using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>Atoms of the protocol of global names.</summary>
internal static class GlobalAtoms
{
    public static readonly ErlAtom NameServer = ErlTerm.Atom("global_name_server");
    public static readonly ErlAtom InitConnect = ErlTerm.Atom("init_connect");
    public static readonly ErlAtom InitConnectAck = ErlTerm.Atom("init_connect_ack");
    public static readonly ErlAtom CancelConnect = ErlTerm.Atom("cancel_connect");
    public static readonly ErlAtom Cancel = ErlTerm.Atom("cancel");
    public static readonly ErlAtom HisLocker = ErlTerm.Atom("his_the_locker");
    public static readonly ErlAtom LockSet = ErlTerm.Atom("lock_set");
    public static readonly ErlAtom LockIsSet = ErlTerm.Atom("lock_is_set");
    public static readonly ErlAtom SetLock = ErlTerm.Atom("set_lock");
    public static readonly ErlAtom DelLock = ErlTerm.Atom("del_lock");
    public static readonly ErlAtom Exchange = ErlTerm.Atom("exchange");
    public static readonly ErlAtom ExchangeOps = ErlTerm.Atom("exchange_ops");
    public static readonly ErlAtom Resolved = ErlTerm.Atom("resolved");
    public static readonly ErlAtom NewNodes = ErlTerm.Atom("new_nodes");
    public static readonly ErlAtom InSync = ErlTerm.Atom("in_sync");
    public static readonly ErlAtom AddToKnown = ErlTerm.Atom("add_to_known");
    public static readonly ErlAtom RemoveFromKnown = ErlTerm.Atom("remove_from_known");
    public static readonly ErlAtom LostConnection = ErlTerm.Atom("lost_connection");
    public static readonly ErlAtom RemoveConnection = ErlTerm.Atom("remove_connection");
    public static readonly ErlAtom ExtraNodedown = ErlTerm.Atom("extra_nodedown");
    public static readonly ErlAtom Insert = ErlTerm.Atom("insert");
    public static readonly ErlAtom Delete = ErlTerm.Atom("delete");
    public static readonly ErlAtom Sync = ErlTerm.Atom("sync");
}
