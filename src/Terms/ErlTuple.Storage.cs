using System.Runtime.CompilerServices;

namespace Chan.Terms;

/// <content>The storage of small tuples, one type per arity.</content>
public abstract partial class ErlTuple
{
    [InlineArray(1)]
    private struct One
    {
        private ErlTerm _first;
    }

    [InlineArray(2)]
    private struct Two
    {
        private ErlTerm _first;
    }

    [InlineArray(3)]
    private struct Three
    {
        private ErlTerm _first;
    }

    [InlineArray(4)]
    private struct Four
    {
        private ErlTerm _first;
    }

    [InlineArray(5)]
    private struct Five
    {
        private ErlTerm _first;
    }

    [InlineArray(6)]
    private struct Six
    {
        private ErlTerm _first;
    }

    [InlineArray(7)]
    private struct Seven
    {
        private ErlTerm _first;
    }

    [InlineArray(8)]
    private struct Eight
    {
        private ErlTerm _first;
    }
}
