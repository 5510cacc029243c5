using System.Numerics;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Ackermann;

/// <summary>The module <c>ackermann</c>: a server that is started on another node, linked to who started it, and registered there.</summary>
[ErlModule("ackermann")]
public static class AckermannServer
{
    private static readonly ErlAtom Module = ErlTerm.Atom("ackermann");
    private static readonly ErlAtom Name = ErlTerm.Atom("acksvr");
    private static readonly ErlAtom Terminate = ErlTerm.Atom("terminate");

    /// <summary>Starts the server on a node: it ends when the caller does, and the other way round.</summary>
    [ErlFunction("start")]
    public static async Task<ErlTerm> StartAsync(ProcessContext self, ErlTerm node)
    {
        ErlPid server = await self.SpawnLinkAsync((ErlAtom)node, Module, ErlTerm.Atom("server"), [self.Self]);
        await self.ReceiveAsync(message => message is ErlTuple and [ErlPid pid, ErlAtom("registered")] && pid.Equals(server));
        return server;
    }

    /// <summary>Has the server of a node compute a value.</summary>
    [ErlFunction("ask")]
    public static async Task<ErlTerm> AskAsync(ProcessContext self, ErlTerm node, ErlTerm m, ErlTerm n)
    {
        self.Send(ErlTerm.Tuple(Name, node), ErlTerm.Tuple(self.Self, m, n));
        return await self.ReceiveAsync(message => message is ErlInteger);
    }

    /// <summary>Ends the server of a node.</summary>
    [ErlFunction("stop")]
    public static async Task<ErlTerm> StopAsync(ProcessContext self, ErlTerm node)
    {
        self.Send(ErlTerm.Tuple(Name, node), ErlTerm.Tuple(self.Self, Terminate));
        return await self.ReceiveAsync(message => message is ErlTuple and [ErlAtom("ok"), ErlAtom("server-stopped")]);
    }

    /// <summary>The server itself, spawned by <see cref="StartAsync"/> of whatever language.</summary>
    [ErlFunction("server")]
    public static async Task ServerAsync(ProcessContext self, ErlTerm starter)
    {
        self.Node.Register(Name, self.Self);
        self.Send(starter, ErlTerm.Tuple(self.Self, ErlTerm.Atom("registered")));
        while (true)
        {
            switch (await self.ReceiveAsync())
            {
                case ErlTuple and [ErlPid from, ErlInteger m, ErlInteger n] when m.Value >= 0 && n.Value >= 0:
                    self.Send(from, Ackermann(m.Value, n.Value));
                    break;
                case ErlTuple and [ErlPid from, ErlAtom("terminate")]:
                    self.Send(from, ErlTerm.Tuple(Atoms.Ok, ErlTerm.Atom("server-stopped")));
                    return;
            }
        }
    }

    // The calls that wait are kept in a stack of their own: there are far more of them than a thread's stack can hold.
    private static BigInteger Ackermann(BigInteger m, BigInteger n)
    {
        var waiting = new Stack<BigInteger>([m]);
        while (waiting.TryPop(out m))
        {
            if (m.IsZero)
            {
                n++;
                continue;
            }

            waiting.Push(m - 1);
            if (n.IsZero)
            {
                n = 1;
            }
            else
            {
                waiting.Push(m);
                n--;
            }
        }

        return n;
    }
}
