using Chan.Client.Tests.Kit;
using Chan.Terms;

namespace Chan.Client.Tests.Connecting;

public class ClassicConnectTests
{
    [Fact]
    public async Task The_challenge_is_answered_as_lib_chan_answers_it()
    {
        // lib_chan-wire, connection 1.
        using var pair = new ClassicPair();
        Task<ChanConnection> connecting = pair.ConnectAsync();

        Assert.Equal(ErlTerm.Parse("{startService, nameServer, []}"), await pair.ReadAsync());
        await pair.SendAsync("{challenge, \"kkdrsefbgqkixfbeiplxvdqvj\"}");
        Assert.Equal(ErlTerm.Parse("{response, \"40fc1ea6d78b3db609ee57e8bd3287a1\"}"), await pair.ReadAsync());
        await pair.SendAsync("ack");

        await using ChanConnection client = await connecting;
        Assert.True(client.SessionId.IsEmpty);
    }

    [Fact]
    public async Task A_service_without_a_password_needs_none_and_receives_the_argument()
    {
        using var pair = new ClassicPair();
        Task<ChanConnection> connecting = pair.ConnectAsync(null, ErlTerm.Parse("{arg, 1}"));

        Assert.Equal(ErlTerm.Parse("{startService, nameServer, {arg, 1}}"), await pair.ReadAsync());
        await pair.SendAsync("ack");

        await using ChanConnection client = await connecting;
    }

    [Theory]
    [InlineData("badService", "no service nameServer")]
    [InlineData("{challenge, \"kkdrsefbgqkixfbeiplxvdqvj\"}", "none was given")]
    public async Task A_refusal_says_why(string answer, string why)
    {
        using var pair = new ClassicPair();
        Task<ChanConnection> connecting = pair.ConnectAsync(null);
        await pair.ReadAsync();
        await pair.SendAsync(answer);

        ChanConnectException e = await Assert.ThrowsAsync<ChanConnectException>(() => connecting);
        Assert.Equal(ChanConnectFailure.Refused, e.Reason);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        using var pair = new ClassicPair();
        Task<ChanConnection> connecting = pair.ConnectAsync("wrong");
        await pair.ReadAsync();
        await pair.SendAsync("{challenge, \"ctmjaxqchydiytwzzlqdkbihz\"}");
        Assert.Equal(ErlTerm.Parse("{response, \"0ff1c8e8a07cc55587ca963bd29c4396\"}"), await pair.ReadAsync());
        await pair.SendAsync("authFail");

        Assert.Equal(ChanConnectFailure.Refused, (await Assert.ThrowsAsync<ChanConnectException>(() => connecting)).Reason);
    }

    [Theory]
    [InlineData("{challenge, \"short\"}")]
    [InlineData("hello")]
    [InlineData("authFail")]
    public async Task What_lib_chan_would_not_say_is_a_breach_of_the_protocol(string answer)
    {
        using var pair = new ClassicPair();
        Task<ChanConnection> connecting = pair.ConnectAsync();
        await pair.ReadAsync();
        await pair.SendAsync(answer);

        await Assert.ThrowsAsync<ChanProtocolException>(() => connecting);
        Assert.True(await pair.IsAtEndAsync());
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_told_apart_from_a_refusal()
    {
        using var pair = new ClassicPair();
        Task<ChanConnection> connecting = pair.ConnectAsync();
        await pair.ReadAsync();
        pair.End();

        Assert.Equal(ChanConnectFailure.ClosedDuringHandshake, (await Assert.ThrowsAsync<ChanConnectException>(() => connecting)).Reason);
    }
}
