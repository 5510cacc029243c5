using System.Buffers.Binary;
using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Channels;

/// <summary>Makes control messages of packets: follows the peer's atom cache and puts fragments together. One thread at a time.</summary>
internal sealed class PacketDecoder(DistributionFlags flags, ChannelOptions options, TermDecodingContext identifiers)
{
    private readonly AtomCacheReceiver _cache = new();
    private readonly FragmentAssembler _fragments = new(options.MaxOpenSequences, options.MaxMessageSize);
    private readonly bool _isPassThrough = flags.PacketForm() == PacketForm.PassThrough;
    private readonly bool _hasFragments = flags.HasFlag(DistributionFlags.Fragments);

    /// <summary>Messages begun and not ended. Any thread.</summary>
    public int OpenSequences => _fragments.Count;

    /// <summary>Decodes a packet. False: it is a fragment, and the message is not complete.</summary>
    /// <exception cref="ProtocolViolationException">The packet is not what the peer may send.</exception>
    /// <exception cref="TermDecodeException">The packet has damaged terms.</exception>
    public bool TryDecode(in ReceivedPacket packet, out ControlMessage message)
    {
        if (_isPassThrough)
        {
            if (packet.Bytes[0] != PacketTag.PassThrough)
            {
                throw new ProtocolViolationException("A packet that is not of the pass-through form, which was agreed on.");
            }

            Read(packet.From(1), [], out message);
            return true;
        }

        if (packet.Bytes is not [PacketTag.Version, byte tag, ..])
        {
            throw new ProtocolViolationException("A packet without the distribution header that was agreed on.");
        }

        if (tag == PacketTag.Header)
        {
            ReadAfterHeader(packet.From(2), out message);
            return true;
        }

        return TryDecodeFragment(packet, tag, out message);
    }

    private bool TryDecodeFragment(in ReceivedPacket packet, byte tag, out ControlMessage message)
    {
        if (!_hasFragments || tag is not (PacketTag.FirstFragment or PacketTag.Fragment) || packet.Bytes.Length < PacketTag.FragmentHeadSize)
        {
            throw new ProtocolViolationException($"A packet with header {tag} cannot be.");
        }

        ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(packet.Bytes[2..]);
        ulong fragment = BinaryPrimitives.ReadUInt64BigEndian(packet.Bytes[10..]);
        ReceivedPacket rest = packet.From(PacketTag.FragmentHeadSize);
        message = default;
        if (tag == PacketTag.FirstFragment)
        {
            // Sequence 0 is not fragmented, as is a message of one fragment.
            if (sequence == 0 || fragment == 1)
            {
                ReadAfterHeader(rest, out message);
                return true;
            }

            int header = _cache.Read(rest.Bytes);
            _fragments.Begin(sequence, fragment, _cache.Atoms, rest.From(header));
            return false;
        }

        if (_fragments.Add(sequence, fragment, rest) is not { } complete)
        {
            return false;
        }

        Read(new ReceivedPacket(complete.Join()), complete.Atoms, out message);
        return true;
    }

    private void ReadAfterHeader(in ReceivedPacket packet, out ControlMessage message)
    {
        int header = _cache.Read(packet.Bytes);
        Read(packet.From(header), _cache.Atoms, out message);
    }

    private void Read(in ReceivedPacket body, ReadOnlySpan<ErlAtom> atoms, out ControlMessage message)
    {
        ControlReader reader = body.Owned.IsEmpty
            ? new ControlReader(body.Bytes, atoms, identifiers, TermLimits.Trusted) { HasVersions = _isPassThrough }
            : new ControlReader(body.Owned, atoms, identifiers, TermLimits.Trusted) { HasVersions = _isPassThrough };
        reader.Read(out message);
    }
}
