namespace Chan.Terms.External;

/// <summary>Makes the pids and references of terms that one connection reads, so that those known already need not be made again.</summary>
/// <remarks>The decoder calls it on the thread of the decoding call, after it has checked and paid for the identifier.</remarks>
public abstract class TermDecodingContext
{
    /// <summary>The pid with these numbers.</summary>
    /// <param name="node">The node on which the process lives.</param>
    /// <param name="id">The first number of the printed form.</param>
    /// <param name="serial">The second number of the printed form.</param>
    /// <param name="creation">Which incarnation of the node.</param>
    /// <returns>A new instance, or one that the caller shares.</returns>
    public abstract ErlPid Pid(ErlAtom node, uint id, uint serial, uint creation);

    /// <summary>The reference with these words.</summary>
    /// <param name="node">The node that made it.</param>
    /// <param name="creation">Which incarnation of the node.</param>
    /// <param name="words">Up to five words in the order of the wire. Valid during the call only.</param>
    /// <returns>A new instance, or one that the caller shares.</returns>
    public abstract ErlReference Reference(ErlAtom node, uint creation, ReadOnlySpan<uint> words);
}
