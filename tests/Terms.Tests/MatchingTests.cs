using System.Numerics;

namespace Chan.Terms.Tests;

public class MatchingTests
{
    [Fact]
    public void Messages_are_taken_apart_by_switch_expressions()
    {
        Assert.Equal("store key 42", Describe(ErlTerm.Tuple(Atoms.Store, ErlTerm.Atom("key"), 42)));
        Assert.Equal("store key of another type", Describe(ErlTerm.Tuple(Atoms.Store, ErlTerm.Atom("key"), 42.0)));
        Assert.Equal("lookup {a}", Describe(ErlTerm.Parse("{lookup, {a}}")));
        Assert.Equal("list 1 to 3", Describe(ErlTerm.List(1, 2, 3)));
        Assert.Equal("bytes 3", Describe(ErlTerm.Utf8("abc")));
        Assert.Equal("pi", Describe(3.14));
        Assert.Equal("stop", Describe(ErlTerm.Atom("stop")));
        Assert.Equal("forty-two", Describe(42));
        Assert.Equal("large", Describe(BigInteger.Pow(2, 64)));
        Assert.Equal("other", Describe(ErlTerm.Map((Atoms.Ok, 1))));
    }

    [Fact]
    public void A_message_is_built_as_briefly_as_it_is_matched()
    {
        ErlTerm message = ErlTerm.Tuple(Atoms.Store, ErlTerm.CharList("key"), 42, 1.5, true);

        Assert.Equal("{store,\"key\",42,1.5,true}", message.ToString());
    }

    private static string Describe(ErlTerm message) => message switch
    {
        ErlTuple and [ErlAtom("store"), var key, ErlInteger(long n)] => $"store {key} {n}",
        ErlTuple and [ErlAtom("store"), var key, _] => $"store {key} of another type",
        ErlTuple and [ErlAtom("lookup"), var key] => $"lookup {key}",
        ErlList and [ErlInteger(1), .., var last] => $"list 1 to {last}",
        ErlBinary(var bytes) => $"bytes {bytes.Length}",
        ErlFloat(3.14) => "pi",
        ErlAtom("stop") => "stop",
        ErlInteger(42) => "forty-two",
        ErlInteger(null) => "large",
        _ => "other",
    };
}
