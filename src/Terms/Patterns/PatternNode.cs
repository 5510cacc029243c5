namespace Chan.Terms.Patterns;

/// <summary>A compiled part of a pattern.</summary>
internal abstract class PatternNode
{
    public abstract bool Matches(ErlTerm term, ref Binder binder);

    /// <summary>Matches anything: <c>_</c>.</summary>
    public sealed class Any : PatternNode
    {
        public override bool Matches(ErlTerm term, ref Binder binder) => true;
    }

    /// <summary>Matches one term.</summary>
    public sealed class Literal(ErlTerm expected) : PatternNode
    {
        public ErlTerm Expected { get; } = expected;

        public override bool Matches(ErlTerm term, ref Binder binder) => Expected.Equals(term);
    }

    /// <summary>Binds a name.</summary>
    public sealed class Variable(int index) : PatternNode
    {
        public override bool Matches(ErlTerm term, ref Binder binder) => binder.Bind(index, term);
    }

    /// <summary>Matches tuples of one arity.</summary>
    public sealed class TupleOf(PatternNode[] elements) : PatternNode
    {
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
    }
}
