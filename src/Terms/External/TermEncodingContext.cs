namespace Chan.Terms.External;

/// <summary>What one connection of a node changes in the terms that it writes: atoms that the message's header holds, and the node's own name.</summary>
/// <remarks>The encoder calls it on the thread of the encoding call, once for each atom and identity in the order in which they are written.</remarks>
public abstract class TermEncodingContext
{
    /// <summary>The highest index that a header of a message has.</summary>
    internal const int MaxReference = 254;

    /// <summary>Where the header of the message has an atom.</summary>
    /// <param name="atom">Any atom of the term: also the node of a pid, the module of a fun.</param>
    /// <returns>The index in the header, 0 to 254, which is written as ATOM_CACHE_REF; -1 (or any number outside the range) to have the atom
    /// written in full, in UTF-8.</returns>
    public abstract int ReferenceTo(ErlAtom atom);

    /// <summary>Says under which name a node is to be written: a node that got its name late writes its older names as the present one.</summary>
    /// <param name="node">The node of a pid (also of the process that made a fun), port or reference; may be replaced.</param>
    /// <param name="creation">The incarnation of that node; may be replaced.</param>
    public abstract void Identify(ref ErlAtom node, ref uint creation);
}
