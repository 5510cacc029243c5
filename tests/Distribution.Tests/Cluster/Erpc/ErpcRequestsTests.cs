using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Erpc;

[Trait("Scenario", "R4")]
public sealed class ErpcRequestsTests : IAsyncLifetime
{
    private static readonly ErlAtom B = MemoryWorld.Name("b");
    private static readonly ErlAtom X = ErlTerm.Atom("x");
    private static readonly ErlAtom Y = ErlTerm.Atom("y");

    private readonly MemoryWorld _world = new();
    private readonly Callees _callees = new();
    private Node _a = null!;
    private Node _b = null!;

    public async ValueTask InitializeAsync()
    {
        _a = await _world.StartAsync("a");
        _b = await _world.StartAsync("b");
        _callees.AddTo(_b);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public Task Answers_are_received_in_any_order() => MemoryWorld.RunAsync(_a, async self =>
    {
        ErpcRequestId x = self.ErpcSendRequest(B, Callees.M, Callees.Wait, [X]);
        ErpcRequestId y = self.ErpcSendRequest(B, Callees.M, Callees.Wait, [Y]);
        Assert.Null(await self.ErpcWaitResponseAsync(x));
        await LetGoAsync(X, 1);
        await LetGoAsync(Y, 2);
        Assert.Equal(2, await self.ErpcReceiveResponseAsync(y));
        Assert.Equal(1, await self.ErpcWaitResponseAsync(x, Timeout.InfiniteTimeSpan));
    });

    [Fact]
    public Task An_answer_is_there_once() => MemoryWorld.RunAsync(_a, async self =>
    {
        ErpcRequestId request = self.ErpcSendRequest(B, Atoms.Erlang, Atoms.Node, []);
        Assert.Equal(B, await self.ErpcReceiveResponseAsync(request));
        Assert.Equal("{erpc,badarg}", (await RaisedAsync(() => self.ErpcReceiveResponseAsync(request, TimeSpan.Zero))).Reason.ToString());
        Assert.Null(await self.ErpcWaitResponseAsync(request));
    });

    [Fact]
    public Task A_request_is_given_up_after_its_time_and_a_late_answer_dropped() => MemoryWorld.RunAsync(_a, async self =>
    {
        ErpcRequestId request = self.ErpcSendRequest(B, Callees.M, Callees.Wait, [X]);
        await _callees.ProcessOf(X);
        TermException raised = await RaisedAsync(() => self.ErpcReceiveResponseAsync(request, TimeSpan.Zero));
        Assert.Equal((TermExceptionClass.Error, "{erpc,timeout}"), (raised.Class, raised.Reason.ToString()));
        await LetGoAsync(X, 1);
        await self.ErpcCallAsync(B, Atoms.Erlang, Atoms.Node, []);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task A_message_is_checked_for_being_the_answer() => MemoryWorld.RunAsync(_a, async self =>
    {
        ErpcRequestId good = self.ErpcSendRequest(B, Atoms.Erlang, Atoms.Node, []);
        Assert.Null(good.CheckResponse(Atoms.Ok));
        ErlTerm answer = await self.ReceiveAsync();
        Assert.Equal(B, good.CheckResponse(answer));

        ErpcRequestId bad = self.ErpcSendRequest(MemoryWorld.Name("nobody"), Atoms.Erlang, Atoms.Node, []);
        Assert.Null(bad.CheckResponse(answer));
        ErlTerm failure = await self.ReceiveAsync();
        Assert.Equal("{erpc,noconnection}", Assert.Throws<TermException>(() => bad.CheckResponse(failure)).Reason.ToString());
    });

    [Fact]
    public Task A_collection_gives_each_answer_with_its_label() => MemoryWorld.RunAsync(_a, async self =>
    {
        var requests = new ErpcRequestIds();
        Assert.Null(await self.ErpcReceiveResponseAsync(requests));
        self.ErpcSendRequest(B, Callees.M, Callees.Wait, [X], ErlTerm.Atom("first"), requests);
        self.ErpcSendRequest(B, Callees.M, Callees.Killed, [], ErlTerm.Atom("second"), requests);
        ErpcRequestId third = self.ErpcSendRequest(B, Atoms.Erlang, Atoms.Node, []);
        requests.Add(third, ErlTerm.Atom("third"));
        Assert.Equal("{erpc,badarg}", Assert.Throws<TermException>(() => requests.Add(third, X)).Reason.ToString());
        Assert.Equal(["first", "second", "third"], requests.ToList().Select(each => each.Label.ToString()).Order());

        var two = new List<ErpcResponse>
        {
            (await self.ErpcReceiveResponseAsync(requests))!.Value,
            (await self.ErpcWaitResponseAsync(requests, Timeout.InfiniteTimeSpan))!.Value,
        };
        Assert.Equal(
            ["second {exit,{signal,killed}}", "third {ok,b@memory}"],
            two.Select(response => $"{response.Label} {response.Result}").Order(StringComparer.Ordinal));
        Assert.Equal(1, requests.Count);
        Assert.Null(await self.ErpcWaitResponseAsync(requests));
        await LetGoAsync(X, 7);
        ErlTerm answer = await self.ReceiveAsync();
        Assert.Null(requests.CheckResponse(X));
        Assert.Equal("{ok,7}", requests.CheckResponse(answer, AnsweredRequest.Keep)!.Value.Result.ToString());
        Assert.Equal(1, requests.Count);
    });

    [Fact]
    public Task A_collection_whose_time_is_over_is_given_up_as_a_whole() => MemoryWorld.RunAsync(_a, async self =>
    {
        var requests = new ErpcRequestIds();
        self.ErpcSendRequest(B, Callees.M, Callees.Wait, [X], 1, requests);
        self.ErpcSendRequest(B, Callees.M, Callees.Wait, [Y], 2, requests);
        await _callees.ProcessOf(X);
        await _callees.ProcessOf(Y);
        Assert.Equal("{erpc,timeout}", (await RaisedAsync(() => self.ErpcReceiveResponseAsync(requests, TimeSpan.Zero))).Reason.ToString());
        Assert.Equal(0, requests.Count);
        await LetGoAsync(X, 1);
        await LetGoAsync(Y, 1);
        await self.ErpcCallAsync(B, Atoms.Erlang, Atoms.Node, []);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task The_default_value_is_no_request() => MemoryWorld.RunAsync(_a, async self =>
    {
        await Assert.ThrowsAsync<ArgumentException>(() => self.ErpcReceiveResponseAsync(default(ErpcRequestId)));
        Assert.Equal("no request", default(ErpcRequestId).ToString());
        Assert.Equal("{ok,undefined}", default(ErpcResult).ToString());
    });

    private static Task<TermException> RaisedAsync(Func<Task> call) => Assert.ThrowsAsync<TermException>(call);

    private async Task LetGoAsync(ErlTerm callee, ErlTerm value)
    {
        ErlPid process = await _callees.ProcessOf(callee);
        _b.Send(process, value);
        await _b.WhenExited(process).WaitAsync(TestTimeouts.Long);
    }
}
