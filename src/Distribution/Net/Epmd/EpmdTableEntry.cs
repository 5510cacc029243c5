namespace Chan.Distribution.Net.Epmd;

/// <summary>A registration. Equal only to itself.</summary>
/// <param name="id">Counts up; stands for the file descriptor that Erlang's epmd shows.</param>
/// <param name="node">What the node said.</param>
/// <param name="creation">What it was given.</param>
internal sealed class EpmdTableEntry(int id, EpmdNode node, uint creation)
{
    public int Id => id;

    public EpmdNode Node => node;

    public uint Creation => creation;
}
