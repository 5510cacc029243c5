using System.Buffers;
using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Control;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Net.Channels;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Distribution.Tests.Net.Control;

public sealed class ControlRoundTripTests
{
    private static readonly ErlAtom Peer = ErlTerm.Atom("p@host");
    private static readonly Node Here = new();

    public static TheoryData<int, bool> Operations()
    {
        var data = new TheoryData<int, bool>();
        foreach (ControlOperation operation in Enum.GetValues<ControlOperation>())
        {
            data.Add((int)operation, true);
            data.Add((int)operation, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void What_is_written_is_read_again(int operation, bool hasVersions)
    {
        ControlMessage message = Sample((ControlOperation)operation);
        MessageEncoder encoder = MessageEncoder.Current;
        encoder.Atoms.Begin(Here, Here.Name, 0, Peer, collects: !hasVersions);
        encoder.Encode(message, hasVersions);
        var reader = new ControlReader(encoder.Buffer.Bytes, encoder.Atoms.Atoms, new IdentifierCache(Here), TermLimits.Trusted)
        {
            HasVersions = hasVersions,
        };
        reader.Read(out ControlMessage read);
        Assert.Equal(CaptureText.Of(message), CaptureText.Of(read));
        Assert.Equal(message.Payload, read.Payload);
    }

    [Fact]
    public void The_tuple_is_what_the_protocol_says()
    {
        Assert.Equal("{6,#Pid<p@host.1.2 cr=3>,'',#Pid<p@host.4.5 cr=3>} MSG payload", CaptureText.Of(Sample(ControlOperation.RegSend)));
        Assert.Equal("{18,#Pid<p@host.1.2 cr=3>,#Pid<p@host.4.5 cr=3>,token,reason}", CaptureText.Of(Sample(ControlOperation.Exit2Tt)));
        Assert.Equal(
            "{30,#Ref<p@host cr=3 1.2.3>,#Pid<p@host.1.2 cr=3>,#Pid<p@host.4.5 cr=3>,{m,f,1},[link],token} MSG payload",
            CaptureText.Of(Sample(ControlOperation.SpawnRequestTt)));
        Assert.Equal("{32,#Ref<p@host cr=3 1.2.3>,#Pid<p@host.4.5 cr=3>,7,result,token}", CaptureText.Of(Sample(ControlOperation.SpawnReplyTt)));
    }

    [Fact]
    public void An_element_more_is_read_over_where_the_tuple_may_grow()
    {
        var bytes = new ArrayBufferWriter<byte>();
        TermEncoder.EncodeBare(ErlTerm.Parse("{37, 2, a, b, token, more}"), bytes);
        TermEncoder.EncodeBare(Atoms.Ok, bytes);
        var reader = new ControlReader(bytes.WrittenSpan, [], new IdentifierCache(Here), TermLimits.Trusted);
        reader.Read(out ControlMessage read);
        Assert.Equal(ErlTerm.Atom("b"), read.To);
        Assert.Equal(Atoms.Ok, read.Payload);
    }

    private static ControlMessage Sample(ControlOperation operation) => new()
    {
        Operation = operation,
        From = new ErlPid(Peer, 1, 2, 3),
        To = new ErlPid(Peer, 4, 5, 3),
        Payload = ControlShape.Of(operation)!.HasPayload ? ErlTerm.Atom("payload") : null,
        Reference = new ErlReference(Peer, 3, 1, 2, 3),
        Reason = ErlTerm.Atom("reason"),
        Number = 7,
        GroupLeader = new ErlPid(Peer, 4, 5, 3),
        Function = ErlTerm.Parse("{m, f, 1}"),
        Options = ErlTerm.Parse("[link]"),
        Result = ErlTerm.Atom("result"),
        Token = ErlTerm.Atom("token"),
    };
}
