using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Services;

/// <summary>
/// A registered process that keeps what services report, and a service by which a test asks for it. <c>{count, Event, N}</c> is answered when the event
/// was reported at least N times, so that a test waits for it instead of asking again and again.
/// </summary>
[ErlModule("ledger")]
public static class Ledger
{
    private static readonly ErlAtom Name = ErlTerm.Atom("test_ledger");

    /// <summary>Serves one client until it goes.</summary>
    [ErlFunction("start")]
    public static async ValueTask<ErlTerm> StartAsync(ProcessContext self, ErlTerm middleMan, ErlTerm argC, ErlTerm argS)
    {
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple and [ErlAtom("chan"), _, ErlTuple and [ErlAtom("count"), var what, var number]]:
                    self.Send(Find(self.Node), ErlTerm.Tuple(ErlTerm.Atom("wait"), what, number, middleMan));
                    break;
                case ErlTuple and [ErlAtom("chan_closed"), _]:
                    return Atoms.Ok;
            }
        }
    }

    /// <summary>Reports an event.</summary>
    internal static void Write(ProcessContext self, string what, ErlTerm session)
        => self.Send(Find(self.Node), ErlTerm.Tuple(ErlTerm.Atom("event"), ErlTerm.Atom(what), session));

    private static ErlPid Find(Node node)
    {
        if (node.WhereIs(Name) is { } running)
        {
            return running;
        }

        try
        {
            return node.Spawn(KeepAsync, new SpawnOptions { Name = Name });
        }
        catch (ArgumentException)
        {
            // Another process was faster.
            return node.WhereIs(Name) ?? throw new InvalidOperationException("The ledger has ended.");
        }
    }

    private static async Task KeepAsync(ProcessContext self)
    {
        var counts = new Dictionary<ErlTerm, long>();
        var waiting = new List<(ErlTerm What, long Number, ErlTerm MiddleMan)>();
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple and [ErlAtom("event"), var what, _]:
                    counts[what] = counts.GetValueOrDefault(what) + 1;
                    break;
                case ErlTuple and [ErlAtom("wait"), var what, ErlInteger(long number), var middleMan]:
                    waiting.Add((what, number, middleMan));
                    break;
            }

            foreach ((ErlTerm What, long Number, ErlTerm MiddleMan) entry in waiting.Where(entry => counts.GetValueOrDefault(entry.What) >= entry.Number).ToArray())
            {
                waiting.Remove(entry);
                self.Send(entry.MiddleMan, ErlTerm.Tuple(Atoms.Send, ErlTerm.Tuple(Atoms.Ok, counts[entry.What])));
            }
        }
    }
}
