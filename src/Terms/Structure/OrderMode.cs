namespace Chan.Terms.Structure;

/// <summary>How numbers of different types compare.</summary>
internal enum OrderMode
{
    /// <summary>Erlang's <c>&lt;</c> and <c>==</c>: an integer and a float compare by value.</summary>
    ByValue,

    /// <summary>The order of map keys, whose equality is <c>=:=</c>: every integer comes before every float.</summary>
    Exact,
}
