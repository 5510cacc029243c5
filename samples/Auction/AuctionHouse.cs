using Chan.Distribution.Processes;
using Chan.Terms;

namespace Auction;

/// <summary>One auction for everybody: a process that knows the highest bid and tells every bidder of a new one.</summary>
/// <remarks>
/// The function that the gateway starts for each client, <c>auction:join(MM, ArgC, ArgS)</c>, is a process of its own. It talks to its client
/// through the middle man MM and to the house by messages, as Erlang processes do.
/// </remarks>
[ErlModule("auction")]
public static class AuctionHouse
{
    private static readonly ErlAtom House = ErlTerm.Atom("auction_house");
    private static readonly ErlAtom Bid = ErlTerm.Atom("bid");
    private static readonly ErlAtom Outbid = ErlTerm.Atom("outbid");
    private static readonly ErlAtom TooLow = ErlTerm.Atom("too_low");
    private static readonly ErlAtom Highest = ErlTerm.Atom("highest");

    /// <summary>Serves one bidder. ArgC is the bidder's name, ArgS the lowest bid, from the configuration file.</summary>
    [ErlFunction("join")]
    public static async ValueTask<ErlTerm> JoinAsync(ProcessContext self, ErlTerm middleMan, ErlTerm name, ErlTerm lowest)
    {
        ErlPid house = FindHouse(self.Node, lowest);
        self.Send(house, ErlTerm.Tuple(ErlTerm.Atom("join"), self.Self));
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple and [ErlAtom("chan"), _, ErlTuple and [ErlAtom("bid"), ErlInteger(long amount)]]:
                    self.Send(house, ErlTerm.Tuple(Bid, self.Self, name, amount));
                    break;
                case ErlTuple and [ErlAtom("answer"), var answer]:
                    self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, answer));
                    break;
                case ErlTuple and [ErlAtom("news"), var news]:
                    self.Send(middleMan, ErlTerm.Tuple(ErlTerm.Atom("push"), news));
                    break;
                case ErlTuple and [ErlAtom("chan_closed"), _]:
                    return Atoms.Ok;
            }
        }
    }

    private static ErlPid FindHouse(Node node, ErlTerm lowest)
    {
        if (node.WhereIs(House) is { } running)
        {
            return running;
        }

        try
        {
            return node.Spawn(self => RunAsync(self, lowest), new SpawnOptions { Name = House });
        }
        catch (ArgumentException)
        {
            // Another bidder opened the house between the two calls.
            return FindHouse(node, lowest);
        }
    }

    private static async Task RunAsync(ProcessContext self, ErlTerm lowest)
    {
        ErlTerm highest = lowest;
        var bidders = new HashSet<ErlPid>();
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple and [ErlAtom("join"), ErlPid bidder] when bidders.Add(bidder):
                    self.Monitor(bidder);
                    break;
                case ErlTuple and [ErlAtom("bid"), ErlPid bidder, var name, var amount] when amount.CompareTo(highest) > 0:
                    highest = amount;
                    Answer(self, bidder, Atoms.Ok);
                    foreach (ErlPid other in bidders.Where(other => !other.Equals(bidder)))
                    {
                        self.Send(other, ErlTerm.Tuple(ErlTerm.Atom("news"), ErlTerm.Tuple(Outbid, name, amount)));
                    }

                    break;
                case ErlTuple and [ErlAtom("bid"), ErlPid bidder, _, _]:
                    Answer(self, bidder, ErlTerm.Tuple(TooLow, ErlTerm.Tuple(Highest, highest)));
                    break;
                case ErlTuple and [ErlAtom("DOWN"), _, _, ErlPid gone, _]:
                    bidders.Remove(gone);
                    break;
            }
        }
    }

    private static void Answer(ProcessContext self, ErlPid bidder, ErlTerm answer) => self.Send(bidder, ErlTerm.Tuple(ErlTerm.Atom("answer"), answer));
}
