namespace Chan.Terms.External;

/// <summary>What one connection of a node changes in the terms that it writes: atoms that the message's header holds, and the node's own name.</summary>
/// <remarks>The encoder calls it on the thread of the encoding call, once for each atom and identity in the order in which they are written.</remarks>
public abstract class TermEncodingContext
{
    /// <summary>The highest index that a header of a message has.</summary>
    internal const int MaxReference = 254;

    /// <summary>The smallest binary that is offered to <see cref="TakeSegment"/>.</summary>
    internal const int SmallestSegment = 16 * 1024;

    /// <summary>Where the header of the message has an atom.</summary>
    /// <param name="atom">Any atom of the term: also the node of a pid, the module of a fun.</param>
    /// <returns>The index in the header, 0 to 254, which is written as ATOM_CACHE_REF; -1 (or any number outside the range) to have the atom
    /// written in full, in UTF-8.</returns>
    public abstract int ReferenceTo(ErlAtom atom);

    /// <summary>Says under which name a node is to be written: a node that got its name late writes its older names as the present one.</summary>
    /// <param name="node">The node of a pid (also of the process that made a fun), port or reference; may be replaced.</param>
    /// <param name="creation">The incarnation of that node; may be replaced.</param>
    public abstract void Identify(ref ErlAtom node, ref uint creation);

    /// <summary>Takes the content of a large binary (16 KiB or more) as it is, for a writer that sends several pieces of memory at once.</summary>
    /// <param name="bytes">The content. It never changes; whoever keeps it keeps the term's memory alive.</param>
    /// <returns>Whether it is taken: then its place is after all that has been written to the output up to now (tag and length included), and
    /// what the output gets next comes after it. Otherwise, as by default, the encoder copies it to the output.</returns>
    public virtual bool TakeSegment(ReadOnlyMemory<byte> bytes) => false;
}
