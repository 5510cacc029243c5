namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>The shapes that are laid out differently.</summary>
internal enum PrettyKind
{
    Text,
    Dots,
    Binary,
    List,
    Tuple,
    TaggedTuple,
    Map,
    Pair,
}
