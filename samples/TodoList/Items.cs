using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace TodoList;

/// <summary>What is to be done: the state of the server, and its answer to <c>items</c>.</summary>
public sealed record Items(ImmutableList<ErlTerm> All) : ITermConvertible<Items>
{
    public static Items None { get; } = new([]);

    public ErlTerm ToTerm() => ErlTerm.List([.. All]);

    public static bool TryFromTerm(ErlTerm term, [NotNullWhen(true)] out Items? value)
    {
        value = term is ErlList { IsProper: true } list ? new Items([.. list]) : null;
        return value is not null;
    }

    /// <summary>The question for them.</summary>
    public sealed record Question : ICallRequest<Items>
    {
        public ErlTerm ToTerm() => ErlTerm.Atom("items");
    }
}
