namespace Chan.Terms.Structure;

/// <summary>The children of any term by index, for walks that treat all containers alike.</summary>
internal static class TermChildren
{
    /// <summary>How many children: the tail of a list with elements counts as one, a map has keys and values in turn.</summary>
    public static int Count(ErlTerm term) => term switch
    {
        ErlTuple tuple => tuple.Count,
        ErlList list => list.Count == 0 ? 0 : list.Count + 1,
        ErlMap map => 2 * map.Count,
        ErlFun fun => fun.FreeVariables.Length,
        _ => 0,
    };

    public static ErlTerm At(ErlTerm term, int index) => term switch
    {
        ErlTuple tuple => tuple[index],
        ErlList list => index == list.Count ? list.Tail : list[index],
        ErlMap map => map.Pairs[index],
        ErlFun fun => fun.FreeVariables[index],
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };
}
