using System.Numerics;
using Chan.Server.Services;
using Chan.Terms;

namespace Auction;

/// <summary>The short way to a service: a class with one method for rpcs and one for casts, one instance for each client.</summary>
[ChanHandler("calculator")]
public sealed class Calculator : ChanServiceHandler
{
    private ErlTerm _memory = 0;

    /// <summary><c>{add, A, B}</c>, <c>{multiply, A, B}</c>, <c>recall</c>.</summary>
    public override ValueTask<ErlTerm> HandleRpcAsync(ErlTerm request, CancellationToken cancellationToken) => new(request switch
    {
        ErlTuple and [ErlAtom("add"), ErlInteger(long a), ErlInteger(long b)] => (BigInteger)a + b,
        ErlTuple and [ErlAtom("multiply"), ErlInteger(long a), ErlInteger(long b)] => (BigInteger)a * b,
        ErlAtom("recall") => _memory,
        _ => ErlTerm.Tuple(Atoms.Error, ErlTerm.Utf8("send {add, A, B} or {multiply, A, B} with integers, or recall")),
    });

    /// <summary><c>{remember, A}</c>.</summary>
    public override ValueTask HandleCastAsync(ErlTerm message, CancellationToken cancellationToken)
    {
        if (message is ErlTuple and [ErlAtom("remember"), var value])
        {
            _memory = value;
        }

        return ValueTask.CompletedTask;
    }
}
