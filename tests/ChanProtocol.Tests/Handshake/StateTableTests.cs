using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;

namespace Chan.Protocol.Tests.Handshake;

/// <summary>Every type byte in every state of both machines, with the body that belongs to the type and with none.</summary>
public class StateTableTests
{
    public static TheoryData<ServerState, FrameType> ServerTable => new()
    {
        { ServerState.AwaitHello, FrameType.Hello },
        { ServerState.AwaitShareP, FrameType.ShareP },
        { ServerState.AwaitConfirmP, FrameType.ConfirmP },
    };

    public static TheoryData<string, FrameType> ClientTable => new()
    {
        { "AwaitParams", FrameType.Params },
        { "AwaitShareV", FrameType.ShareV },
        { "AwaitReady", FrameType.Ready },
    };

    [Theory]
    [MemberData(nameof(ServerTable))]
    public void Server_takes_one_frame_in_each_state_and_closes_on_every_other(ServerState state, FrameType legal)
    {
        byte[][] frames = RecordedFrames();
        foreach (FrameType type in AllTypes())
        {
            foreach (byte[] body in Bodies(frames, type))
            {
                using Exchange exchange = ServerIn(state);
                ServerStep step = exchange.Server.Receive(type, body);
                if (type == legal && body.Length > 0)
                {
                    Assert.NotEqual(ServerState.Closed, step.State);
                    Assert.Null(step.Failure);
                    continue;
                }

                Assert.Equal(ServerState.Closed, step.State);
                Assert.Empty(step.Send);
                Assert.Equal(HandshakeFailureReason.ProtocolViolation, step.Failure!.Reason);
                Assert.NotEmpty(step.Failure.Text);
                Assert.True(exchange.Server.SessionId.IsEmpty);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ClientTable))]
    public void Client_takes_one_frame_or_FAIL_in_each_state_and_ends_on_every_other(string state, FrameType legal)
    {
        byte[][] frames = [.. RecordedFrames(), [0, 0, 0, 2, 0x0F, 1]];
        foreach (FrameType type in AllTypes())
        {
            foreach (byte[] body in Bodies(frames, type))
            {
                using Exchange exchange = ClientIn(state);
                ClientStep step = exchange.Client.Receive(type, body);
                if (type == legal && body.Length > 0)
                {
                    Assert.True(step.Result is null or ClientHandshakeResult.Ready, $"{state}, {type}: {step.Result}");
                }
                else if (type == FrameType.Fail && body.Length > 0)
                {
                    Assert.IsType<ClientHandshakeResult.Refused>(step.Result);
                }
                else
                {
                    Assert.NotEmpty(Assert.IsType<ClientHandshakeResult.ProtocolViolation>(step.Result).Text);
                    Assert.Empty(step.Send);
                }
            }
        }
    }

    [Fact]
    public void A_server_that_waits_for_its_caller_or_is_over_takes_no_frame()
    {
        using Exchange asked = new Exchange().UpToShareP();
        asked.Server.Receive(asked.ShareP);
        using Exchange confirmed = new Exchange().UpToConfirmP();
        confirmed.Server.Receive(confirmed.ConfirmP);
        using Exchange ready = new Exchange().UpToReady();
        using var closed = new Exchange();
        closed.Server.Receive(FrameType.Start, []);

        foreach (Exchange exchange in new[] { asked, confirmed, ready, closed })
        {
            foreach (FrameType type in AllTypes())
            {
                Assert.Throws<InvalidOperationException>(() => exchange.Server.Receive(type, []));
            }
        }
    }

    [Fact]
    public void A_client_that_is_over_takes_no_frame()
    {
        using Exchange exchange = new Exchange().UpToParams();
        exchange.Client.Receive(FrameType.Start, []);

        Assert.Throws<InvalidOperationException>(() => exchange.Client.Receive(exchange.Params));
        Assert.Throws<InvalidOperationException>(() => exchange.Client.Start());
    }

    [Theory]
    [InlineData(ServerState.AwaitHello)]
    [InlineData(ServerState.AwaitShareP)]
    [InlineData(ServerState.AwaitConfirmP)]
    public void Decisions_of_the_caller_are_refused_where_there_is_nothing_to_decide(ServerState state)
    {
        using Exchange exchange = ServerIn(state);

        Assert.Throws<InvalidOperationException>(() => exchange.Server.Admit());
        Assert.Throws<InvalidOperationException>(() => exchange.Server.Complete(FrameLimits.Default));
        Assert.Equal(state, exchange.Server.State);
    }

    [Theory]
    [InlineData(ServerState.AwaitHello, HandshakeStage.Hello)]
    [InlineData(ServerState.AwaitShareP, HandshakeStage.Share)]
    [InlineData(ServerState.AwaitAdmission, HandshakeStage.Share)]
    [InlineData(ServerState.AwaitConfirmP, HandshakeStage.Confirm)]
    public void A_busy_gateway_says_so_in_any_state(ServerState state, HandshakeStage stage)
    {
        using Exchange exchange = ServerIn(state);

        ServerStep step = exchange.Server.Busy();

        Assert.Equal([0, 0, 0, 2, 0x0F, 3], step.Send);
        Assert.Equal((HandshakeFailureReason.Busy, stage), (step.Failure!.Reason, step.Failure.Stage));
    }

    [Theory]
    [InlineData(ServerState.AwaitHello, HandshakeStage.Hello)]
    [InlineData(ServerState.AwaitShareP, HandshakeStage.Share)]
    [InlineData(ServerState.AwaitAdmission, HandshakeStage.Share)]
    [InlineData(ServerState.AwaitConfirmP, HandshakeStage.Abandoned)]
    public void A_connection_that_ends_is_put_down_at_the_stage_it_had_reached(ServerState state, HandshakeStage stage)
    {
        using Exchange exchange = ServerIn(state);

        HandshakeFailure failure = exchange.Server.Abandon("The client hung up.");

        Assert.Equal(new HandshakeFailure(stage, HandshakeFailureReason.Abandoned, "The client hung up."), failure);
        Assert.Same(failure, exchange.Server.Abandon("Again."));
    }

    private static IEnumerable<FrameType> AllTypes() => Enumerable.Range(0, 256).Select(type => (FrameType)type);

    // The body that an honest peer sent, where the type has one; a guess where it has none; and no body at all.
    private static IEnumerable<byte[]> Bodies(byte[][] frames, FrameType type)
    {
        byte[]? recorded = Array.Find(frames, frame => World.TypeOf(frame) == type);
        return [recorded is null ? new byte[33] : World.BodyOf(recorded), []];
    }

    private static byte[][] RecordedFrames()
    {
        using Exchange exchange = new Exchange().UpToReady();
        return [.. exchange.ClientFrames, .. exchange.ServerFrames];
    }

    private static Exchange ServerIn(ServerState state)
    {
        var exchange = new Exchange();
        switch (state)
        {
            case ServerState.AwaitShareP:
                exchange.UpToShareP();
                break;
            case ServerState.AwaitAdmission:
                exchange.UpToShareP();
                exchange.Server.Receive(exchange.ShareP);
                break;
            case ServerState.AwaitConfirmP:
                exchange.UpToShareV();
                break;
            default:
                break;
        }

        return exchange;
    }

    private static Exchange ClientIn(string state) => state switch
    {
        "AwaitParams" => new Exchange().UpToParams(),
        "AwaitShareV" => new Exchange().UpToShareV(),
        _ => new Exchange().UpToReady(),
    };
}
