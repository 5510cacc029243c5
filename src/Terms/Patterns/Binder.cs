namespace Chan.Terms.Patterns;

/// <summary>The bindings of a match under way; the array is made when the first name is bound.</summary>
internal ref struct Binder(int variables)
{
    public ErlTerm?[]? Values { get; private set; }

    /// <summary>Binds a name, or compares with what it is bound to.</summary>
    public bool Bind(int index, ErlTerm term)
    {
        if (variables == 0)
        {
            return true;
        }

        Values ??= new ErlTerm?[variables];
        ref ErlTerm? value = ref Values[index];
        if (value is not null)
        {
            return value.Equals(term);
        }

        value = term;
        return true;
    }
}
