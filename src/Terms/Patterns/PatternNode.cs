namespace Chan.Terms.Patterns;

/// <summary>A compiled part of a pattern.</summary>
internal abstract class PatternNode
{
    /// <summary>The atom that a matching term is, or has as its first element.</summary>
    public virtual ErlAtom? Tag => null;

    /// <summary>The number of elements of a matching term, when that must be a tuple.</summary>
    public virtual int? Arity => null;

    public abstract bool Matches(ErlTerm term, ref Binder binder);

    /// <summary>The same part with a value for a name.</summary>
    public virtual PatternNode With(int index, ErlTerm value) => this;

    private static ErlAtom? TagOf(ErlTerm term) => term as ErlAtom ?? (term is ErlTuple and [ErlAtom first, ..] ? first : null);

    private static PatternNode[] With(PatternNode[] nodes, int index, ErlTerm value)
    {
        PatternNode[]? changed = null;
        for (int i = 0; i < nodes.Length; i++)
        {
            PatternNode node = nodes[i].With(index, value);
            if (!ReferenceEquals(node, nodes[i]))
            {
                changed ??= [.. nodes];
                changed[i] = node;
            }
        }

        return changed ?? nodes;
    }

    /// <summary>Matches anything: <c>_</c>.</summary>
    public sealed class Any : PatternNode
    {
        public override bool Matches(ErlTerm term, ref Binder binder) => true;
    }

    /// <summary>Matches one term.</summary>
    public sealed class Literal(ErlTerm expected) : PatternNode
    {
        public ErlTerm Expected { get; } = expected;

        public override ErlAtom? Tag => TagOf(Expected);

        public override int? Arity => (Expected as ErlTuple)?.Count;

        public override bool Matches(ErlTerm term, ref Binder binder) => Expected.Equals(term);
    }

    /// <summary>Binds a name.</summary>
    public sealed class Variable(int index) : PatternNode
    {
        public override bool Matches(ErlTerm term, ref Binder binder) => binder.Bind(index, term);

        public override PatternNode With(int name, ErlTerm value) => name == index ? new Bound(index, value) : this;
    }

    /// <summary>A name that has a value before the match.</summary>
    public sealed class Bound(int index, ErlTerm value) : PatternNode
    {
        public ErlTerm Value { get; } = value;

        public override ErlAtom? Tag => TagOf(Value);

        public override int? Arity => (Value as ErlTuple)?.Count;

        public override bool Matches(ErlTerm term, ref Binder binder) => Value.Equals(term) && binder.Bind(index, term);

        public override PatternNode With(int name, ErlTerm other) => name == index ? new Bound(index, other) : this;
    }

    /// <summary>Matches tuples of one arity.</summary>
    public sealed class TupleOf(PatternNode[] elements) : PatternNode
    {
        public override ErlAtom? Tag => elements[0] switch
        {
            Literal literal => literal.Expected as ErlAtom,
            Bound bound => bound.Value as ErlAtom,
            _ => null,
        };

        public override int? Arity => elements.Length;

        public override bool Matches(ErlTerm term, ref Binder binder)
        {
            if (term is not ErlTuple tuple || tuple.Count != elements.Length)
            {
                return false;
            }

            ReadOnlySpan<ErlTerm> actual = tuple.Span;
            for (int i = 0; i < elements.Length; i++)
            {
                if (!elements[i].Matches(actual[i], ref binder))
                {
                    return false;
                }
            }

            return true;
        }

        public override PatternNode With(int index, ErlTerm value) => new TupleOf(With(elements, index, value));
    }

    /// <summary>Matches the first elements of a list, and what follows them.</summary>
    public sealed class ListOf(PatternNode[] heads, PatternNode tail) : PatternNode
    {
        public override bool Matches(ErlTerm term, ref Binder binder)
        {
            if (term is not ErlList list || list.Count < heads.Length)
            {
                return false;
            }

            for (int i = 0; i < heads.Length; i++)
            {
                if (!heads[i].Matches(list[i], ref binder))
                {
                    return false;
                }
            }

            return tail is Literal { Expected: ErlList { Count: 0 } }
                ? list.Count == heads.Length && list.IsProper
                : tail is Any || tail.Matches(list.Skip(heads.Length), ref binder);
        }

        public override PatternNode With(int index, ErlTerm value) => new ListOf(With(heads, index, value), tail.With(index, value));
    }

    /// <summary>Matches maps that have certain keys.</summary>
    public sealed class MapWith((ErlTerm Key, PatternNode Value)[] pairs) : PatternNode
    {
        public override bool Matches(ErlTerm term, ref Binder binder)
        {
            if (term is not ErlMap map)
            {
                return false;
            }

            foreach ((ErlTerm key, PatternNode value) in pairs)
            {
                if (!map.TryGetValue(key, out ErlTerm? actual) || !value.Matches(actual, ref binder))
                {
                    return false;
                }
            }

            return true;
        }

        public override PatternNode With(int index, ErlTerm value)
            => new MapWith([.. pairs.Select(pair => (pair.Key, pair.Value.With(index, value)))]);
    }
}
