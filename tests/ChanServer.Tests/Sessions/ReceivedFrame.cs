using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Server.Tests.Sessions;

/// <summary>A frame that a scripted client received, copied out of the reader.</summary>
internal sealed record ReceivedFrame(FrameType Type, byte[] Body)
{
    public uint Id => BinaryPrimitives.ReadUInt32BigEndian(Body);

    public ErlTerm Term => TermDecoder.Decode(Type is FrameType.Reply or FrameType.Error ? Body.AsSpan(sizeof(uint)) : Body, TermLimits.Trusted);

    /// <summary>As tests write it: <c>REPLY 7 {ok,1}</c>, <c>CLOSE normal</c>, <c>STARTED</c>.</summary>
    public override string ToString() => Type switch
    {
        FrameType.Reply or FrameType.Error => $"{Name} {Id} {Term}",
        FrameType.Send or FrameType.Close or FrameType.Cast => $"{Name} {Term}",
        FrameType.Ping or FrameType.Pong or FrameType.Fail => $"{Name} {Convert.ToHexString(Body)}",
        _ => Name,
    };

    private string Name => Type.ToString().ToUpperInvariant();
}
