using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Services;

/// <summary>A service that does what its client asks: answers, pushes, crashes, closes; and writes its start and its end into the <see cref="Ledger"/>.</summary>
[ErlModule("probe")]
public static class Probe
{
    /// <summary>Serves one client. ArgC names the session in the ledger.</summary>
    [ErlFunction("start")]
    public static async ValueTask<ErlTerm> StartAsync(ProcessContext self, ErlTerm middleMan, ErlTerm argC, ErlTerm argS)
    {
        Ledger.Write(self, "started", argC);
        if (argC is ErlTuple and [ErlAtom("announce"), ErlList news])
        {
            Announce(self, middleMan, news);
            return Atoms.Ok;
        }

        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple and [ErlAtom("chan"), _, ErlAtom("close")]:
                    self.Send(middleMan, Atoms.Close);
                    return Atoms.Ok;
                case ErlTuple and [ErlAtom("chan"), _, var request]:
                    Answer(self, middleMan, request, ErlTerm.Tuple(argC, argS));
                    break;
                case ErlTuple and [ErlAtom("chan_closed"), var who] when who.Equals(middleMan):
                    Ledger.Write(self, "closed", argC);
                    return Atoms.Ok;
            }
        }
    }

    private static void Announce(ProcessContext self, ErlTerm middleMan, ErlList news)
    {
        for (int i = 0; i < news.Count; i++)
        {
            self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, news[i]));
        }

        self.Send(middleMan, Atoms.Close);
    }

    private static void Answer(ProcessContext self, ErlTerm middleMan, ErlTerm request, ErlTerm arguments)
    {
        switch (request)
        {
            case ErlAtom("arguments"):
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, arguments));
                break;
            case ErlAtom("pids"):
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, ErlTerm.Atom(middleMan is ErlPid ? "pid" : "other")));
                break;
            case ErlAtom("crash"):
                throw new InvalidOperationException("Crashed on request.");
            case ErlAtom("silence"):
                Ledger.Write(self, "silence", arguments);
                break;
            case ErlTuple and [ErlAtom("push"), ErlInteger(long count), var term]:
                for (long i = 0; i < count; i++)
                {
                    self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, term));
                }

                break;
            default:
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, request));
                break;
        }
    }
}
