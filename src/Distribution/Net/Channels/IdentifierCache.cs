using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Channels;

/// <summary>Gives out pids of the peer's processes that were met before, and our own pids and references as their owners know them.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class IdentifierCache(Node node) : TermDecodingContext
{
    private const int Slots = 1024;

    private readonly ErlPid?[] _pids = new ErlPid?[Slots];
    private readonly ErlAtom _self = node.Name;
    private readonly uint _creation = node.Creation;

    /// <inheritdoc/>
    public override ErlPid Pid(ErlAtom node, uint id, uint serial, uint creation)
    {
        if (IsOwn(node, creation))
        {
            return Own(id, serial);
        }

        ref ErlPid? slot = ref _pids[(id ^ (serial * 31)) & (Slots - 1)];
        if (slot is { } known && known.Id == id && known.Serial == serial && known.Node == node && known.Creation == creation)
        {
            return known;
        }

        return slot = new ErlPid(node, id, serial, creation);
    }

    /// <inheritdoc/>
    public override ErlReference Reference(ErlAtom node, uint creation, ReadOnlySpan<uint> words)
        => IsOwn(node, creation) ? OwnReference(words) : new ErlReference(node, creation, words);

    private bool IsOwn(ErlAtom name, uint creation) => name == _self && creation == _creation;

    private ErlPid Own(uint id, uint serial)
        => node.CanonicalPid(id, serial) ?? (id == node.HostPid.Id ? node.HostPid : new ErlPid(_self, id, serial, _creation));

    private ErlReference OwnReference(ReadOnlySpan<uint> words) => node.CanonicalReference(words);
}
