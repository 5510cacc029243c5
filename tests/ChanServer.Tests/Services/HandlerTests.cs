using Chan.Protocol.Framing;
using Chan.Server.Configuration;
using Chan.Server.Services;
using Chan.Server.Tests.Sessions;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Services;

public class HandlerTests
{
    [Fact]
    public async Task A_handler_answers_requests_takes_casts_and_pushes_while_a_request_is_open()
    {
        await using SessionFixture gateway = WithHandler();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("counter", "40");

        await client.CastAsync("2");
        await client.RpcAsync(1, "get");
        await client.RpcAsync(2, "push");
        await client.ExpectAsync("REPLY 1 42", "SEND pushed", "REPLY 2 ok");
    }

    [Fact]
    public async Task Each_session_has_an_instance_of_its_own()
    {
        await using SessionFixture gateway = WithHandler();
        using ScriptedClient first = gateway.Connect();
        using ScriptedClient second = gateway.Connect();
        await first.StartAsync("counter", "1");
        await second.StartAsync("counter", "2");

        await first.RpcAsync(1, "get");
        await second.RpcAsync(1, "get");
        await first.ExpectAsync("REPLY 1 1");
        await second.ExpectAsync("REPLY 1 2");
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task An_exception_ends_only_its_session_and_says_nothing_to_the_client()
    {
        await using SessionFixture gateway = WithHandler();
        gateway.Log.Expect(LogLevel.Error);
        using ScriptedClient failing = gateway.Connect();
        using ScriptedClient other = gateway.Connect();
        await failing.StartAsync("counter", "0");
        await other.StartAsync("counter", "5");

        await failing.RpcAsync(1, "throw");
        await failing.ExpectEndAsync("ERROR 0 {error,exit,hidden}", "CLOSE {error,exit,hidden}");
        await other.RpcAsync(1, "get");
        await other.ExpectAsync("REPLY 1 5");
    }

    [Fact]
    public async Task A_handler_is_told_when_its_client_goes_and_disposed_of()
    {
        await using SessionFixture gateway = WithHandler();
        Counter.Ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("counter", "7");
        await client.SendAsync(ScriptedClient.TermFrame(FrameType.Close, "normal"));

        Assert.Equal("closed disposed", await Counter.Ended.Task.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public void A_class_that_cannot_be_a_handler_is_refused_with_the_reason()
    {
        HandlerTable handlers = new();

        Assert.Contains("[ChanHandler", Assert.Throws<ArgumentException>(() => handlers.Add(typeof(string))).Message, StringComparison.Ordinal);
        Assert.Contains("derived from", Assert.Throws<ArgumentException>(() => handlers.Add(typeof(NoHandler))).Message, StringComparison.Ordinal);
        Assert.Contains("constructor", Assert.Throws<ArgumentException>(() => handlers.Add(typeof(NeedsArgument))).Message, StringComparison.Ordinal);
    }

    private static SessionFixture WithHandler()
    {
        SessionFixture gateway = new();
        gateway.Handlers.Add(typeof(Counter));
        gateway.AddTarget("counter", new ServiceTarget.Handler("counter"));
        return gateway;
    }

    [ChanHandler("counter")]
    private sealed class Counter : ChanServiceHandler, IDisposable
    {
        private long _value;
        private string _seen = "";

        public Counter()
        {
        }

        public static TaskCompletionSource<string> Ended { get; set; } = new();

        public override ValueTask OnStartedAsync(ErlTerm argument, CancellationToken cancellationToken)
        {
            Assert.True(((ErlInteger)argument).TryGetInt64(out _value));
            return ValueTask.CompletedTask;
        }

        public override async ValueTask<ErlTerm> HandleRpcAsync(ErlTerm request, CancellationToken cancellationToken)
        {
            switch (request)
            {
                case ErlAtom("push"):
                    await Session.SendAsync(ErlTerm.Atom("pushed"), cancellationToken);
                    return Atoms.Ok;
                case ErlAtom("throw"):
                    throw new InvalidOperationException("A secret that no client may see.");
                default:
                    return _value;
            }
        }

        public override ValueTask HandleCastAsync(ErlTerm message, CancellationToken cancellationToken)
        {
            Assert.True(((ErlInteger)message).TryGetInt64(out long more));
            _value += more;
            return ValueTask.CompletedTask;
        }

        public override ValueTask OnClosedAsync()
        {
            _seen = "closed";
            return ValueTask.CompletedTask;
        }

        public void Dispose() => Ended.TrySetResult($"{_seen} disposed");
    }

    [ChanHandler("no")]
    private sealed class NoHandler;

    [ChanHandler("needs")]
    private sealed class NeedsArgument(int number) : ChanServiceHandler
    {
        public override ValueTask<ErlTerm> HandleRpcAsync(ErlTerm request, CancellationToken cancellationToken) => new(number);

        public override ValueTask HandleCastAsync(ErlTerm message, CancellationToken cancellationToken) => default;
    }
}
