using System.Text;
using Chan.Protocol.Classic;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Classic;

public class ClassicHandshakeTests
{
    private static readonly ChanPassword Password = ChanPassword.FromString(ClassicCapture.Password);

    private static readonly ClassicServerOptions Options = new()
    {
        Services = new Dictionary<ErlTerm, ChanPassword?>
        {
            [ErlTerm.Atom("nameServer")] = Password,
            [ErlTerm.Atom("openServer")] = null,
        },
        RevealsServices = true,
    };

    [Fact]
    public async Task A_whole_session_is_byte_for_byte_what_the_book_and_OTP_25_send()
    {
        ClassicServerHandshake server = ServerThatDraws(ClassicCapture.Challenge);
        var client = new ClassicClientHandshake(ErlTerm.Atom("nameServer"), ErlList.Empty, Password);

        Assert.Equal(ClassicCapture.StartService, await FramedAsync(client.Start()));
        Assert.Equal(ClassicCapture.ChallengeFrame, await FramedAsync(server.Receive(Read(ClassicCapture.StartService)).Send!));
        Assert.Equal(ClassicCapture.Response, await FramedAsync(client.Receive(Read(ClassicCapture.ChallengeFrame)).Send!));
        ClassicServerStep opened = server.Receive(Read(ClassicCapture.Response));
        Assert.Equal(ClassicCapture.Ack, await FramedAsync(opened.Send!));
        Assert.Equal(ClassicServerState.Open, opened.State);
        Assert.IsType<ClassicClientResult.Ready>(client.Receive(Read(ClassicCapture.Ack)).Result);
        Assert.Equal((ErlTerm.Atom("nameServer"), (ErlTerm)ErlList.Empty), (server.Service, server.Argument));

        Assert.Equal(ClassicCapture.Store, await FramedAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}")));
        Assert.Equal(ClassicCapture.Lookup, await FramedAsync(ErlTerm.Parse("{lookup, joe}")));
        Assert.Equal(ClassicCapture.Found, await FramedAsync(ErlTerm.Parse("{ok, \"writing a book\"}")));
        Assert.Equal(ClassicCapture.Undefined, await FramedAsync(Atoms.Undefined));
    }

    [Fact]
    public async Task A_wrong_password_ends_as_captured()
    {
        ClassicServerHandshake server = ServerThatDraws(ClassicCapture.WrongPasswordChallenge);
        using ChanPassword wrong = ChanPassword.FromString("wrong");
        var client = new ClassicClientHandshake(ErlTerm.Atom("nameServer"), ErlList.Empty, wrong);

        ErlTerm challenge = server.Receive(client.Start()).Send!;
        ErlTerm response = client.Receive(challenge).Send!;
        ClassicServerStep end = server.Receive(response);

        Assert.Equal(ClassicCapture.WrongResponse, await FramedAsync(response));
        Assert.Equal(ClassicCapture.AuthFail, await FramedAsync(end.Send!));
        Assert.Equal((ClassicServerState.Closed, HandshakeStage.Confirm), (end.State, end.Failure!.Stage));
        Assert.IsType<ClassicClientResult.AuthFail>(client.Receive(end.Send!).Result);
    }

    [Fact]
    public async Task An_unknown_service_ends_as_captured_where_services_are_revealed()
    {
        var server = new ClassicServerHandshake(Options, new FixedRandom());
        var client = new ClassicClientHandshake(ErlTerm.Atom("nosuch"), ErlList.Empty, Password);

        ErlTerm start = client.Start();
        ClassicServerStep end = server.Receive(start);

        Assert.Equal(ClassicCapture.StartUnknown, await FramedAsync(start));
        Assert.Equal(ClassicCapture.BadService, await FramedAsync(end.Send!));
        Assert.Equal(ClassicServerState.Closed, end.State);
        Assert.IsType<ClassicClientResult.BadService>(client.Receive(end.Send!).Result);
    }

    [Fact]
    public async Task A_service_without_a_password_opens_at_once_as_captured()
    {
        var server = new ClassicServerHandshake(Options, new FixedRandom());
        var client = new ClassicClientHandshake(ErlTerm.Atom("openServer"), ErlTerm.Parse("{arg, 1}"), Password);

        ErlTerm start = client.Start();
        ClassicServerStep end = server.Receive(start);

        Assert.Equal(ClassicCapture.StartOpen, await FramedAsync(start));
        Assert.Equal(ClassicCapture.Ack, await FramedAsync(end.Send!));
        Assert.Equal((ClassicServerState.Open, ErlTerm.Parse("{arg, 1}")), (end.State, server.Argument));
    }

    [Fact]
    public void An_unknown_service_looks_like_a_wrong_password_where_services_are_not_revealed()
    {
        var server = new ClassicServerHandshake(Options with { RevealsServices = false }, new FixedRandom());
        var client = new ClassicClientHandshake(ErlTerm.Atom("nosuch"), ErlList.Empty, Password);

        ErlTerm challenge = server.Receive(client.Start()).Send!;
        ClassicServerStep end = server.Receive(client.Receive(challenge).Send!);

        Assert.True(challenge is ErlTuple and [ErlAtom("challenge"), ErlList { Count: 25 }]);
        Assert.Equal((Atoms.AuthFail, ClassicServerState.Closed), (end.Send, end.State));
    }

    [Fact]
    public void A_recorded_response_is_refused_by_the_next_challenge()
    {
        ClassicServerHandshake server = ServerThatDraws(ClassicCapture.WrongPasswordChallenge);

        server.Receive(Read(ClassicCapture.StartService));

        Assert.Equal(Atoms.AuthFail, server.Receive(Read(ClassicCapture.Response)).Send);
    }

    [Theory]
    [InlineData("{response, <<\"40fc1ea6d78b3db609ee57e8bd3287a1\">>}", "a binary")]
    [InlineData("{response, \"40FC1EA6D78B3DB609EE57E8BD3287A1\"}", "upper case")]
    [InlineData("{response, \"\"}", "nothing")]
    [InlineData("{response, [1000, 2000]}", "not bytes")]
    [InlineData("{response, ['40fc1ea6d78b3db609ee57e8bd3287a1']}", "a list of an atom")]
    [InlineData("{response, none}", "an atom")]
    public void A_response_of_another_form_is_a_wrong_one(string response, string what)
    {
        ClassicServerHandshake server = ServerThatDraws(ClassicCapture.Challenge);
        server.Receive(Read(ClassicCapture.StartService));

        Assert.True(server.Receive(ErlTerm.Parse(response)) is { State: ClassicServerState.Closed, Send: ErlAtom("authFail") }, what);
    }

    [Theory]
    [InlineData("startService")]
    [InlineData("{startService, nameServer}")]
    [InlineData("{startservice, nameServer, []}")]
    [InlineData("{response, \"x\"}")]
    [InlineData("[startService, nameServer, []]")]
    public void Another_first_term_closes_without_an_answer(string term)
    {
        var server = new ClassicServerHandshake(Options, new FixedRandom());

        ClassicServerStep step = server.Receive(ErlTerm.Parse(term));

        Assert.Equal((null, ClassicServerState.Closed, HandshakeFailureReason.ProtocolViolation), (step.Send, step.State, step.Failure!.Reason));
        Assert.Throws<InvalidOperationException>(() => server.Receive(Atoms.Ack));
    }

    [Fact]
    public void Application_terms_before_the_answer_close()
    {
        ClassicServerHandshake server = ServerThatDraws(ClassicCapture.Challenge);
        server.Receive(Read(ClassicCapture.StartService));

        Assert.Equal(ClassicServerState.Closed, server.Receive(ErlTerm.Parse("{lookup, joe}")).State);
    }

    [Theory]
    [InlineData("{challenge, \"\"}")]
    [InlineData("{challenge, \"short\"}")]
    [InlineData("{challenge, \"KKDRSEFBGQKIXFBEIPLXVDQVJ\"}")]
    [InlineData("{challenge, <<\"kkdrsefbgqkixfbeiplxvdqvj\">>}")]
    [InlineData("{challenge, [1000]}")]
    [InlineData("authFail")]
    [InlineData("{ok, 1}")]
    public void The_client_does_not_answer_what_no_lib_chan_server_sends(string term)
    {
        var client = new ClassicClientHandshake(ErlTerm.Atom("nameServer"), ErlList.Empty, Password);
        client.Start();

        ClassicClientStep step = client.Receive(ErlTerm.Parse(term));

        Assert.Null(step.Send);
        Assert.IsType<ClassicClientResult.ProtocolViolation>(step.Result);
    }

    [Fact]
    public void A_client_without_a_password_does_not_answer_a_challenge()
    {
        var client = new ClassicClientHandshake(ErlTerm.Atom("nameServer"), ErlList.Empty, password: null);
        client.Start();

        Assert.Contains("password", Assert.IsType<ClassicClientResult.ProtocolViolation>(client.Receive(Read(ClassicCapture.ChallengeFrame)).Result).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Abandoning_tells_how_far_the_client_came()
    {
        ClassicServerHandshake server = ServerThatDraws(ClassicCapture.Challenge);
        server.Receive(Read(ClassicCapture.StartService));

        HandshakeFailure failure = server.Abandon("The time was over.");

        Assert.Equal((HandshakeStage.Confirm, HandshakeFailureReason.Abandoned), (failure.Stage, failure.Reason));
        Assert.Same(failure, server.Abandon("Again."));
    }

    private static ClassicServerHandshake ServerThatDraws(string challenge)
        => new(Options, FixedRandom.StartingWith([.. Encoding.ASCII.GetBytes(challenge).Select(letter => (byte)(letter - 'a'))]));

    private static ErlTerm Read(byte[] frame) => TermDecoder.Decode(frame.AsSpan(4), TermLimits.Untrusted);

    private static async Task<byte[]> FramedAsync(ErlTerm term)
    {
        using var stream = new MemoryStream();
        await using var writer = new FrameWriter(stream, new FrameWriterOptions { Format = FrameFormat.Classic });
        writer.WriteTerm(FrameType.None, term);
        await writer.CompleteAsync();
        return stream.ToArray();
    }
}
