using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Server.Services.BuiltIn;

/// <summary>The book's name server over <see cref="Kvs"/>: <c>{store, Key, Value}</c> has no answer, <c>{lookup, Key}</c> has <c>{ok, Value}</c> or <c>undefined</c>.</summary>
/// <remarks>A request that it does not know is dropped without an answer; the book's leaves it in the mailbox for ever.</remarks>
[ErlModule("mod_name_server")]
internal static class ModNameServer
{
    /// <summary>Serves one client until it goes. ArgC and ArgS are not used.</summary>
    [ErlFunction("start_me_up")]
    public static async ValueTask<ErlTerm> StartMeUpAsync(ProcessContext self, ErlTerm middleMan, ErlTerm argC, ErlTerm argS)
    {
        while (true)
        {
            switch (await self.ReceiveAsync().ConfigureAwait(false))
            {
                case ErlTuple { Count: 3 } chan when ReferenceEquals(chan[0], Atoms.Chan) && chan[1].Equals(middleMan):
                    await HandleAsync(self, middleMan, chan[2]).ConfigureAwait(false);
                    break;
                case ErlTuple { Count: 2 } closed when ReferenceEquals(closed[0], Atoms.ChanClosed) && closed[1].Equals(middleMan):
                    return Atoms.True;
            }
        }
    }

    private static async ValueTask HandleAsync(ProcessContext self, ErlTerm middleMan, ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple { Count: 3 } store when ReferenceEquals(store[0], Atoms.Store):
                await Kvs.Store(self, store[1], store[2]).ConfigureAwait(false);
                break;
            case ErlTuple { Count: 2 } lookup when ReferenceEquals(lookup[0], Atoms.Lookup):
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, await Kvs.Lookup(self, lookup[1]).ConfigureAwait(false)));
                break;
        }
    }
}
