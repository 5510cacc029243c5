using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Benchmarks.Distribution;

/// <summary>What a driver spawns on its peer: the functions of bench/erlang/distribution.erl by the same names.</summary>
[ErlModule("distribution")]
internal static class PeerModule
{
    private static readonly ErlAtom Pong = ErlTerm.Atom("pong");
    private static readonly ErlAtom Sunk = ErlTerm.Atom("sunk");

    [ErlFunction("echo")]
    public static async Task<ErlTerm> EchoAsync(ProcessContext self)
    {
        while (true)
        {
            if (await self.ReceiveAsync() is ErlTuple and [_, var from, var x])
            {
                self.Send(from, ErlTerm.Tuple(Pong, x));
            }
        }
    }

    [ErlFunction("sink")]
    public static async Task<ErlTerm> SinkAsync(ProcessContext self, ErlTerm count)
    {
        ErlTerm boss = await self.ReceiveAsync() is ErlTuple and [_, var sender] ? sender : self.Self;
        for (long left = count is ErlInteger(long n) ? n : 0; left > 0; left--)
        {
            await self.ReceiveAsync();
        }

        self.Send(boss, ErlTerm.Tuple(Sunk, self.Self));
        return Atoms.Ok;
    }

    [ErlFunction("idle")]
    public static async Task<ErlTerm> IdleAsync(ProcessContext self) => await self.ReceiveAsync();

    [ErlFunction("nothing")]
    public static ErlTerm Nothing() => Atoms.Ok;
}
