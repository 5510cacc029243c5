using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.Protocol.Sessions;
using Chan.Terms;
using Chan.Terms.External;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Protocol.Tests.Sessions;

public class SessionCodecTests
{
    private static readonly byte[] Ok = TermEncoder.Encode(Atoms.Ok);

    private static readonly Gen<ErlTerm> Leaves = Gen.OneOf<ErlTerm>(
        ArbMap.Default.GeneratorFor<long>().Select(n => (ErlTerm)n),
        ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => (ErlTerm)ErlTerm.Binary(bytes)),
        ArbMap.Default.GeneratorFor<bool>().Select(b => (ErlTerm)b),
        ArbMap.Default.GeneratorFor<byte>().Select(n => (ErlTerm)ErlTerm.Atom($"atom{n}")),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => (ErlTerm)ErlTerm.CharList(new string([.. text.Get.Where(char.IsAscii)]))));

    private static readonly Gen<ErlTerm> Terms = Gen.OneOf(
        Leaves,
        Leaves.ListOf().Select(items => (ErlTerm)ErlTerm.Tuple([.. items])),
        Leaves.ListOf().Select(items => (ErlTerm)ErlTerm.List([.. items])));

    private static readonly Gen<SessionMessage> Messages =
        from term in Terms
        from id in ArbMap.Default.GeneratorFor<uint>()
        from token in ArbMap.Default.GeneratorFor<ulong>()
        from message in Gen.Elements(
            SessionMessage.Start(term),
            SessionMessage.Started,
            SessionMessage.Cast(term),
            SessionMessage.Rpc(id, term),
            SessionMessage.Reply(id, term),
            SessionMessage.Error(id, new ChanError(Atoms.Refused, term)),
            SessionMessage.Send(term),
            SessionMessage.Cancel(id),
            SessionMessage.Ping(token),
            SessionMessage.Pong(token),
            SessionMessage.Close(term))
        select message;

    public static TheoryData<FrameType, bool> Directions => new()
    {
        { FrameType.Start, true },
        { FrameType.Started, false },
        { FrameType.Cast, true },
        { FrameType.Rpc, true },
        { FrameType.Reply, false },
        { FrameType.Error, false },
        { FrameType.Send, false },
        { FrameType.Cancel, true },
    };

    [Fact]
    public void Every_message_comes_back_as_it_was_sent()
        => Prop.ForAll(Messages.ToArbitrary(), message =>
        {
            (FrameType type, byte[] body) = Written(message);
            SessionSide receiver = IsForServer(type) ? SessionSide.Server : SessionSide.Client;

            Assert.True(SessionCodec.TryDecode(receiver, new Frame(type, body), TermLimits.Untrusted, out SessionMessage read, out _));
            Assert.Equal(message, read);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_under_any_type_are_read_or_refused_but_never_thrown()
        => Prop.ForAll(ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<bool>(), (type, body, isServer) =>
        {
            var frame = new Frame((FrameType)(0x10 + (type % 12)), body);
            bool isRead = SessionCodec.TryDecode(
                isServer ? SessionSide.Server : SessionSide.Client, frame, TermLimits.Untrusted, out _, out SessionOffence? offence);
            Assert.Equal(isRead, offence is null);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Directions))]
    public void A_type_of_the_other_direction_is_a_protocol_error(FrameType type, bool isForServer)
    {
        (_, byte[] body) = Written(Sample(type));

        Assert.Null(OffenceOf(isForServer ? SessionSide.Server : SessionSide.Client, type, body));
        SessionOffence? offence = OffenceOf(isForServer ? SessionSide.Client : SessionSide.Server, type, body);
        Assert.Equal(Atoms.Protocol, offence!.Error.Class);
        Assert.Null(offence.ErrorId);
        Assert.Contains("direction", offence.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_other_type_byte_is_a_protocol_error_on_both_sides()
    {
        for (int type = 0; type < 256; type++)
        {
            if (type is >= 0x10 and <= 0x1A)
            {
                continue;
            }

            Assert.Equal(Atoms.Protocol, OffenceOf(SessionSide.Server, (FrameType)type, Ok)!.Error.Class);
            Assert.Equal(Atoms.Protocol, OffenceOf(SessionSide.Client, (FrameType)type, Ok)!.Error.Class);
        }
    }

    [Theory]
    [InlineData(FrameType.Started, 1)]
    [InlineData(FrameType.Cancel, 3)]
    [InlineData(FrameType.Cancel, 5)]
    [InlineData(FrameType.Ping, 7)]
    [InlineData(FrameType.Ping, 9)]
    [InlineData(FrameType.Pong, 0)]
    [InlineData(FrameType.Rpc, 3)]
    [InlineData(FrameType.Reply, 0)]
    public void A_body_of_another_length_is_a_protocol_error(FrameType type, int length)
        => Assert.Equal(
            Atoms.Protocol,
            OffenceOf(IsForServer(type) ? SessionSide.Server : SessionSide.Client, type, new byte[length])!.Error.Class);

    [Theory]
    [InlineData(FrameType.Rpc, 7u)]
    [InlineData(FrameType.Cast, 0u)]
    [InlineData(FrameType.Start, 0u)]
    public void A_term_that_cannot_be_decoded_is_answered_by_ERROR_before_CLOSE(FrameType type, uint id)
    {
        byte[] prefix = type == FrameType.Rpc ? [0, 0, 0, 7] : [];

        SessionOffence? trailing = OffenceOf(SessionSide.Server, type, [.. prefix, .. Ok, 0]);
        SessionOffence? truncated = OffenceOf(SessionSide.Server, type, [.. prefix, .. Ok[..^1]]);

        Assert.Equal(("{error,badterm,trailing_bytes}", (uint?)id), (trailing!.Error.ToString(), trailing.ErrorId));
        Assert.Equal(("{error,badterm,truncated}", (uint?)id), (truncated!.Error.ToString(), truncated.ErrorId));
    }

    [Theory]
    [InlineData(FrameType.Reply)]
    [InlineData(FrameType.Send)]
    [InlineData(FrameType.Close)]
    public void A_term_of_the_server_that_cannot_be_decoded_has_no_ERROR(FrameType type)
    {
        byte[] prefix = type == FrameType.Reply ? [0, 0, 0, 7] : [];
        SessionOffence? offence = OffenceOf(SessionSide.Client, type, [.. prefix, 131]);

        Assert.Equal((Atoms.Badterm, null), (offence!.Error.Class, offence.ErrorId));
    }

    [Fact]
    public void The_bytes_are_those_of_the_layout()
    {
        Assert.Equal([0, 0, 0, 7, .. Ok], Written(SessionMessage.Rpc(7, Atoms.Ok)).Body);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0x2A], Written(SessionMessage.Ping(42)).Body);
        Assert.Equal([0, 0, 0, 9], Written(SessionMessage.Cancel(9)).Body);
        Assert.Equal(Ok, Written(SessionMessage.Cast(Atoms.Ok)).Body);
        Assert.Empty(Written(SessionMessage.Started).Body);
    }

    [Fact]
    public void A_message_without_its_term_is_the_callers_mistake()
        => Assert.Throws<ArgumentException>(() => Written(new SessionMessage(FrameType.Cast, 0, 0, null)));

    private static SessionMessage Sample(FrameType type) => type switch
    {
        FrameType.Started => SessionMessage.Started,
        FrameType.Cancel => SessionMessage.Cancel(1),
        _ => new SessionMessage(type, type is FrameType.Rpc or FrameType.Reply or FrameType.Error ? 1u : 0, 0, Atoms.Ok),
    };

    private static bool IsForServer(FrameType type) => type is FrameType.Start or FrameType.Cast or FrameType.Rpc or FrameType.Cancel;

    private static SessionOffence? OffenceOf(SessionSide receiver, FrameType type, byte[] body)
    {
        SessionCodec.TryDecode(receiver, new Frame(type, body), TermLimits.Untrusted, out _, out SessionOffence? offence);
        return offence;
    }

    // A memory stream takes everything at once, so the frame is there when the call returns.
    private static (FrameType Type, byte[] Body) Written(SessionMessage message)
    {
        using var stream = new MemoryStream();
        var writer = new FrameWriter(stream, new FrameWriterOptions { MaxLength = FrameLimits.Default });
        Assert.True(writer.Write(message));
        byte[] frame = stream.ToArray();
        Assert.Equal((uint)frame.Length - 4, BinaryPrimitives.ReadUInt32BigEndian(frame));
        return ((FrameType)frame[4], frame[5..]);
    }
}
