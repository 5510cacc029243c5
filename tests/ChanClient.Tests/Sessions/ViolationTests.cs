using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Sessions;

public class ViolationTests
{
    public static TheoryData<string, byte[]> WrongFrames => new()
    {
        { "a frame of type 0x00", [0, 0, 0, 1, 0x00] },
        { "a frame of type 0x06", [0, 0, 0, 1, 0x06] },
        { "a frame of type 0x10", [0, 0, 0, 3, 0x10, 131, 106] },
        { "a frame of type 0x11", [0, 0, 0, 1, 0x11] },
        { "a frame of type 0x13", [0, 0, 0, 7, 0x13, 0, 0, 0, 1, 131, 106] },
        { "a frame of type 0x17", [0, 0, 0, 5, 0x17, 0, 0, 0, 1] },
        { "a frame of type 0xFF", [0, 0, 0, 1, 0xFF] },
        { "length 0", [0, 0, 0, 0] },
        { "limit", [0xFF, 0xFF, 0xFF, 0xFF] },
        { "limit", [0x00, 0x10, 0x00, 0x01, 0x14] },
        { "too short", [0, 0, 0, 5, 0x14, 0, 0, 0, 1] },
        { "too short", [0, 0, 0, 1, 0x15] },
        { "rpc 77, which is not open", [0, 0, 0, 7, 0x14, 0, 0, 0, 77, 131, 106] },
        { "rpc 77, which is not open", [0, 0, 0, 7, 0x15, 0, 0, 0, 77, 131, 106] },
        { "rpc 0, which is not open", [0, 0, 0, 7, 0x14, 0, 0, 0, 0, 131, 106] },
        { "cannot be decoded", [0, 0, 0, 2, 0x16, 131] },
        { "cannot be decoded", [0, 0, 0, 1, 0x16] },
        { "cannot be decoded", [0, 0, 0, 4, 0x16, 131, 106, 106] },
        { "cannot be decoded", [0, 0, 0, 7, 0x16, 131, 108, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "cannot be decoded", [0, 0, 0, 3, 0x1A, 0, 0] },
        { "must hold 8 bytes", [0, 0, 0, 2, 0x18, 1] },
        { "must hold 8 bytes", [0, 0, 0, 10, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    };

    [Theory]
    [MemberData(nameof(WrongFrames))]
    public async Task A_frame_that_breaks_the_protocol_ends_the_session_with_the_offence_named(string offence, byte[] bytes)
    {
        await using var pair = new SessionPair();

        await pair.Gateway.SendRawAsync(bytes);

        ChanCloseReason reason = await pair.Closed;
        Assert.Equal(ChanCloseKind.ProtocolViolation, reason.Kind);
        Assert.Contains(offence, reason.Text, StringComparison.Ordinal);
        Assert.True(await pair.Gateway.ExpectTermAsync(FrameType.Close) is ErlTuple and [ErlAtom("error"), ErlAtom("protocol"), ErlBinary]);
    }

    [Fact]
    public async Task Calls_fail_as_a_breach_of_the_protocol_not_as_a_loss()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(1);
        await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendRawAsync(0, 0, 0, 1, 0xFF);

        ChanProtocolException e = await Assert.ThrowsAsync<ChanProtocolException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.False(e.IsTransient);
        await pair.Closed;
        await Assert.ThrowsAsync<ChanProtocolException>(() => pair.Client.RpcAsync(1));
    }

    [Fact]
    public async Task Answering_the_same_rpc_twice_ends_the_session()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(1);
        (uint id, _) = await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendTermAsync(FrameType.Reply, id, 1);
        await rpc.WaitAsync(TestTimeouts.Long);
        await pair.Gateway.SendTermAsync(FrameType.Reply, id, 2);

        Assert.Equal(ChanCloseKind.ProtocolViolation, (await pair.Closed).Kind);
    }
}
