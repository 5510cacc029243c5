using Chan.Distribution.Processes;
using Chan.Terms;

namespace NameServer;

/// <summary>The module <c>kvs</c>: a registered process that keeps values under keys, and the functions to talk to it.</summary>
[ErlModule("kvs")]
public static class Kvs
{
    private static readonly ErlAtom NameAtom = ErlTerm.Atom("kvs");

    [ErlFunction("start")]
    public static ErlTerm Start(ProcessContext self)
    {
        self.Spawn(LoopAsync, new SpawnOptions { Name = NameAtom });
        return Atoms.True;
    }

    [ErlFunction("store")]
    public static Task<ErlTerm> StoreAsync(ProcessContext self, ErlTerm key, ErlTerm value)
        => AskAsync(self, ErlTerm.Tuple(Atoms.Store, key, value));

    [ErlFunction("lookup")]
    public static Task<ErlTerm> LookupAsync(ProcessContext self, ErlTerm key)
        => AskAsync(self, ErlTerm.Tuple(Atoms.Lookup, key));

    private static async Task<ErlTerm> AskAsync(ProcessContext self, ErlTerm question)
    {
        self.Send(NameAtom, ErlTerm.Tuple(self.Self, question));
        ErlTerm answer = await self.ReceiveAsync(message => message is ErlTuple and [ErlAtom("kvs"), _]);
        return ((ErlTuple)answer)[1];
    }

    private static async Task LoopAsync(ProcessContext self)
    {
        var values = new Dictionary<ErlTerm, ErlTerm>();
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple and [ErlPid from, ErlTuple and [ErlAtom("store"), var key, var value]]:
                    values[key] = value;
                    self.Send(from, ErlTerm.Tuple(NameAtom, Atoms.True));
                    break;
                case ErlTuple and [ErlPid from, ErlTuple and [ErlAtom("lookup"), var key]]:
                    self.Send(from, ErlTerm.Tuple(
                        NameAtom, values.TryGetValue(key, out ErlTerm? found) ? ErlTerm.Tuple(Atoms.Ok, found) : Atoms.Undefined));
                    break;
            }
        }
    }
}
