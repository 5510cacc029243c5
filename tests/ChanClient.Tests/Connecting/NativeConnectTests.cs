using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Connecting;

public sealed class NativeConnectTests : IDisposable
{
    private readonly HandshakingGateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_right_password_opens_a_session_and_starts_the_service_with_the_argument()
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync(HandshakingGateway.Options() with { Argument = ErlTerm.Parse("{room, 7}") });
        Assert.Equal(ErlTerm.Parse("{room, 7}"), await _gateway.PlayUntilStartedAsync());
        ChanConnection client = await connecting;

        Task<ErlTerm> rpc = client.RpcAsync(1);
        (uint id, _) = await _gateway.Script.ExpectRpcAsync();
        await _gateway.Script.SendTermAsync(FrameType.Reply, id, 2);

        Assert.Equal(2, await rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(16, client.SessionId.Length);
        await CloseAsync(client);
    }

    [Fact]
    public async Task A_named_client_proves_its_own_password()
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync(HandshakingGateway.Options() with { ClientName = "joe" });
        await _gateway.PlayUntilStartedAsync();

        ChanConnection client = await connecting;
        Assert.Equal("joe", client.Endpoint.ClientName);
        await CloseAsync(client);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(3000)]
    public async Task An_argument_too_large_to_ride_along_is_sent_after_ready(int size)
    {
        ErlTerm argument = ErlTerm.Binary(new byte[size]);

        Task<ChanConnection> connecting = _gateway.ConnectAsync(HandshakingGateway.Options() with { Argument = argument });

        Assert.Equal(argument, await _gateway.PlayUntilStartedAsync());
        await CloseAsync(await connecting);
    }

    [Fact]
    public async Task An_argument_over_the_services_limit_is_a_fault_of_the_caller()
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync(HandshakingGateway.Options() with { Argument = ErlTerm.Binary(new byte[5000]) });
        await _gateway.PlayUntilReadyAsync();

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => connecting);
        Assert.Contains("at most 4096", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", HandshakingGateway.Service)]
    [InlineData("s3cretWord", "noSuchService")]
    public async Task A_wrong_password_and_an_unknown_service_look_alike_and_nothing_more_is_sent(string password, string service)
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync(HandshakingGateway.Options(password), service);
        await _gateway.PlayUntilConfirmAsync();

        ChanConnectException e = await Assert.ThrowsAsync<ChanConnectException>(() => connecting);
        Assert.Equal(ChanConnectFailure.WrongServer, e.Reason);
        Assert.Equal(ChanConnectStage.Authentication, e.Stage);
        Assert.False(e.IsTransient);
        Assert.True(await _gateway.Script.IsAtEndAsync());
    }

    [Fact]
    [Trait("Scenario", "G6")]
    public async Task Somebody_in_between_with_another_certificate_gets_no_confirmation_and_no_data()
    {
        using var between = new HandshakingGateway(HandshakingGateway.OtherCertificate);
        using var log = new TestLog();
        log.Expect(1105);

        Task<ChanConnection> connecting = between.ConnectAsync(HandshakingGateway.Options() with { LoggerFactory = log });
        await between.PlayUntilConfirmAsync();

        Assert.Equal(ChanConnectFailure.WrongServer, (await Assert.ThrowsAsync<ChanConnectException>(() => connecting)).Reason);
        Assert.True(await between.Script.IsAtEndAsync());
    }

    [Theory]
    [InlineData(1, ChanConnectFailure.Refused, false)]
    [InlineData(2, ChanConnectFailure.Unsupported, false)]
    [InlineData(3, ChanConnectFailure.Busy, true)]
    public async Task A_fail_frame_says_why(byte code, ChanConnectFailure reason, bool isTransient)
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync();
        await _gateway.Script.ExpectAsync(FrameType.Hello);
        await _gateway.Script.SendAsync(FrameType.Fail, code);

        ChanConnectException e = await Assert.ThrowsAsync<ChanConnectException>(() => connecting);
        Assert.Equal((reason, isTransient), (e.Reason, e.IsTransient));
    }

    [Fact]
    public async Task A_connection_closed_during_the_handshake_is_told_apart_from_a_refusal()
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync();
        await _gateway.Script.ExpectAsync(FrameType.Hello);
        _gateway.Streams.SecondToFirst.End();

        Assert.Equal(ChanConnectFailure.ClosedDuringHandshake, (await Assert.ThrowsAsync<ChanConnectException>(() => connecting)).Reason);
    }

    public static TheoryData<byte[]> WrongAnswersToHello => new()
    {
        new byte[] { 0, 0, 0, 1, 0x06 },
        new byte[] { 0, 0, 0, 1, 0x02 },
        new byte[] { 0, 0, 0, 1, 0x14 },
        new byte[] { 0, 0, 0, 2, 0x0F, 9 },
        new byte[] { 0, 0, 0, 0 },
        new byte[] { 0, 0, 4, 1 },
        "HTTP/1.1 400 Bad Request"u8.ToArray(),
    };

    [Theory]
    [MemberData(nameof(WrongAnswersToHello))]
    public async Task What_is_no_answer_to_hello_is_a_breach_of_the_protocol(byte[] bytes)
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync();
        await _gateway.Script.ExpectAsync(FrameType.Hello);
        await _gateway.Script.SendRawAsync(bytes);

        await Assert.ThrowsAsync<ChanProtocolException>(() => connecting);
        Assert.True(await _gateway.Script.IsAtEndAsync());
    }

    [Theory]
    [InlineData(30)]
    [InlineData(1)]
    public async Task Key_derivation_that_would_exhaust_or_expose_the_client_is_refused_before_computing(byte log2N)
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync();
        await _gateway.Script.ExpectAsync(FrameType.Hello);
        byte[] parameters = new byte[1 + 1 + 32 + 16 + 1 + 3 + 16];
        parameters[0] = 1;
        parameters[50] = 1;
        parameters[51] = log2N;
        parameters[52] = 8;
        parameters[53] = 1;
        await _gateway.Script.SendAsync(FrameType.Params, parameters);

        await Assert.ThrowsAsync<ChanProtocolException>(() => connecting);
    }

    [Fact]
    public async Task A_service_that_does_not_start_is_reported_with_the_gateways_reason()
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync();
        await _gateway.PlayUntilReadyAsync();
        await _gateway.Script.ExpectAsync(FrameType.Start);
        await _gateway.Script.SendTermAsync(FrameType.Error, 0, ErlTerm.Parse("{error, nodedown, hidden}"));
        await _gateway.Script.SendTermAsync(FrameType.Close, ErlTerm.Parse("{error, nodedown, hidden}"));

        ChanConnectException e = await Assert.ThrowsAsync<ChanConnectException>(() => connecting);
        Assert.Equal(ChanConnectFailure.NotStarted, e.Reason);
        Assert.Equal(ErlTerm.Parse("{error, nodedown, hidden}"), e.Error);
        Assert.Contains("cannot be reached", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_for_connecting_covers_the_handshake_and_says_where_it_stopped()
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync();
        await _gateway.Script.ExpectAsync(FrameType.Hello);
        _gateway.Clock.Advance(TimeSpan.FromSeconds(10));

        ChanConnectException e = await Assert.ThrowsAsync<ChanConnectException>(() => connecting);
        Assert.Equal((ChanConnectFailure.Timeout, ChanConnectStage.Authentication), (e.Reason, e.Stage));
        Assert.Contains("10 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_up_closes_the_connection()
    {
        using var cancel = new CancellationTokenSource();
        Task<ChanConnection> connecting = _gateway.ConnectAsync(cancellationToken: cancel.Token);
        await _gateway.Script.ExpectAsync(FrameType.Hello);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.True(await _gateway.Script.IsAtEndAsync());
    }

    [Fact]
    public async Task No_failure_names_the_password()
    {
        Task<ChanConnection> connecting = _gateway.ConnectAsync(HandshakingGateway.Options("hunter2hunter2"));
        await _gateway.PlayUntilConfirmAsync();

        ChanConnectException e = await Assert.ThrowsAsync<ChanConnectException>(() => connecting);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", HandshakingGateway.Options("hunter2hunter2").ToString(), StringComparison.Ordinal);
    }

    private async Task CloseAsync(ChanConnection client)
    {
        _gateway.Streams.SecondToFirst.End();
        await client.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
    }
}
