using System.Net;
using System.Net.Sockets;
using System.Text;
using Chan.Distribution.Net.Epmd;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Epmd;

public sealed class EpmdClientTests : EpmdTest
{
    [Fact]
    public async Task An_answer_may_come_byte_by_byte()
    {
        using var epmd = new ScriptedEpmd("77003a994d00000600050001620000", chunk: 1);
        EpmdNode? node = await Client(epmd.Port).LookupAsync("127.0.0.1", "b", Cancellation);

        Assert.Equal(("b", 15001, false, 6, 5), (node!.Name, node.Port, node.IsHidden, node.HighestVersion, node.LowestVersion));
        Assert.Equal("00027a62", await epmd.ReceivedAsync());
    }

    [Theory]
    [InlineData("", "closed the connection in the middle")]
    [InlineData("77", "closed the connection in the middle")]
    [InlineData("77003a994d000006000500016200", "closed the connection in the middle")]
    [InlineData("4854545020342e30", "begins with 0x48")]
    [InlineData("77003a994d0000060005ffff", "a name of 65535 bytes")]
    [InlineData("77003a994d0000060005000162ffff", "added 65535 bytes")]
    [InlineData("77003a994d01000600050001620000", "makes no sense")]
    public async Task What_is_no_answer_of_epmd_is_said(string answer, string reason)
    {
        using var epmd = new ScriptedEpmd(answer);

        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => Client(epmd.Port).LookupAsync("127.0.0.1", "b", Cancellation));
        Assert.Equal(EpmdFailure.Malformed, error.Reason);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{epmd.Port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_speaks_only_old_versions_is_said()
    {
        using var epmd = new ScriptedEpmd("77003a994d00000500050001620000");

        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => Client(epmd.Port).LookupAsync("127.0.0.1", "b", Cancellation));
        Assert.Equal(EpmdFailure.UnsupportedVersion, error.Reason);
        Assert.Contains("OTP 23", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_epmd_that_says_nothing_is_given_up_after_ten_seconds()
    {
        using var epmd = new ScriptedEpmd(answer: null);
        Task<EpmdNode?> asking = Client(epmd.Port).LookupAsync("127.0.0.1", "b", Cancellation);
        await epmd.ReceivedAsync();
        Clock.Advance(TimeSpan.FromSeconds(10));

        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => asking);
        Assert.Equal(EpmdFailure.Timeout, error.Reason);
        Assert.Contains("10 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_no_fault_of_epmd()
    {
        using var epmd = new ScriptedEpmd(answer: null);
        using var mine = new CancellationTokenSource();
        Task<EpmdNode?> asking = Client(epmd.Port).LookupAsync("127.0.0.1", "b", mine.Token);
        await epmd.ReceivedAsync();
        await mine.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Nothing_at_the_port_is_said()
    {
        EpmdServer server = Serve();
        await server.DisposeAsync();

        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => Client(server.Port).NamesAsync("127.0.0.1", Cancellation));
        Assert.Equal(EpmdFailure.Unreachable, error.Reason);
        Assert.Contains($"no epmd at 127.0.0.1:{server.Port}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name b at port 15001\nname t12 at port 15002\n", "b:15001 t12:15002")]
    [InlineData("", "")]
    public async Task Names_are_listed(string lines, string expected)
    {
        using var epmd = new ScriptedEpmd(answer: null);
        epmd.Answer = $"{(uint)epmd.Port:x8}{Convert.ToHexString(Encoding.UTF8.GetBytes(lines))}";

        Assert.Equal(expected, string.Join(' ', (await Client(epmd.Port).NamesAsync("127.0.0.1", Cancellation)).Select(name => $"{name.Name}:{name.Port}")));
    }

    [Theory]
    [InlineData("name b at port 15001", "middle of its answer")]
    [InlineData("nome b at port 15001\n", "is not of the form")]
    [InlineData("name b at port 99999\n", "is not of the form")]
    public async Task A_list_that_is_none_is_refused(string lines, string reason)
    {
        using var epmd = new ScriptedEpmd(answer: null);
        epmd.Answer = $"{(uint)epmd.Port:x8}{Convert.ToHexString(Encoding.UTF8.GetBytes(lines))}";

        Assert.Contains(
            reason,
            (await Assert.ThrowsAsync<EpmdException>(() => Client(epmd.Port).NamesAsync("127.0.0.1", Cancellation))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_an_end_is_given_up()
    {
        using var epmd = new ScriptedEpmd(answer: null);
        string lines = string.Concat(Enumerable.Repeat("name b at port 15001\n", 60_000));
        epmd.Answer = $"{(uint)epmd.Port:x8}{Convert.ToHexString(Encoding.UTF8.GetBytes(lines))}";

        Assert.Contains(
            "is longer than",
            (await Assert.ThrowsAsync<EpmdException>(() => Client(epmd.Port).NamesAsync("127.0.0.1", Cancellation))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_from_another_port_is_refused_as_erlang_does()
    {
        using var epmd = new ScriptedEpmd("00001111");

        Assert.Contains(
            "listens on port 4369",
            (await Assert.ThrowsAsync<EpmdException>(() => Client(epmd.Port).NamesAsync("127.0.0.1", Cancellation))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_said()
    {
        EpmdServer server = Serve();
        await using EpmdRegistration first = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);

        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => Client(server.Port).RegisterAsync(Node("b", 15002), Cancellation));
        Assert.Equal(EpmdFailure.NameTaken, error.Reason);
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registration_outlives_its_epmd_and_keeps_its_creation()
    {
        Log.Expect(LogLevel.Warning, "Epmd on port");
        Log.Expect(LogLevel.Warning, "is not registered at epmd yet");
        EpmdServer first = Serve();
        await using EpmdRegistration node = await Client(first.Port).RegisterAsync(Node("b"), Cancellation);
        uint creation = node.Creation;

        await first.DisposeAsync();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        Assert.False(node.IsRegistered);

        // The first attempts find nobody; then an epmd is back, which gives a later creation.
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Log.WaitForAsync(entry => entry.EventId.Id == 2182, Cancellation);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        EpmdServer second = Serve(options => options with { Port = first.Port });
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Log.WaitForAsync(entry => entry.EventId.Id == 2192 && Log.Entries.Count(other => other.EventId.Id == 2192) == 2, Cancellation);

        Assert.Equal([new EpmdName("b", 15001)], second.Names);
        Assert.Equal(creation, node.Creation);
    }

    [Fact]
    public async Task A_registration_that_is_disposed_is_gone_at_epmd()
    {
        EpmdServer server = Serve();
        EpmdRegistration node = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);
        Assert.Single(server.Names);

        await node.DisposeAsync();
        await GoneAsync(server, "b");
        Assert.False(node.IsRegistered);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a@h")]
    public async Task A_name_that_epmd_cannot_keep_is_refused_before_it_is_asked(string name)
        => await Assert.ThrowsAsync<ArgumentException>(() => Client(1).RegisterAsync(Node(name), Cancellation));

    [Theory]
    [InlineData(null, 4369)]
    [InlineData("", 4369)]
    [InlineData("14369", 14369)]
    public void The_port_comes_from_the_environment(string? value, int port) => Assert.Equal(port, EpmdPort.Parse(value));

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("epmd")]
    public void A_port_that_is_none_is_refused(string value)
        => Assert.Contains("ERL_EPMD_PORT", Assert.Throws<FormatException>(() => EpmdPort.Parse(value)).Message, StringComparison.Ordinal);

    /// <summary>Takes one connection, reads one request, answers so and closes.</summary>
    private sealed class ScriptedEpmd : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stopping = new();
        private readonly TaskCompletionSource<string> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int _chunk;
        private readonly Task _running;

        public ScriptedEpmd(string? answer, int chunk = int.MaxValue)
        {
            Answer = answer;
            _chunk = chunk;
            _listener.Start();
            _running = RunAsync();
        }

        public string? Answer { get; set; }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async Task<string> ReceivedAsync()
        {
            await Task.WhenAny(_received.Task, _running).WaitAsync(TestTimeouts.Long);
            return await _received.Task;
        }

        public void Dispose()
        {
            _stopping.Cancel();
            _listener.Dispose();
            _stopping.Dispose();
        }

        private async Task RunAsync()
        {
            try
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
                socket.NoDelay = true;
                byte[] request = new byte[512];
                int count = await socket.ReceiveAsync(request, _stopping.Token);
                _received.SetResult(Convert.ToHexStringLower(request.AsSpan(0, count)));
                if (Answer is null)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stopping.Token);
                }

                foreach (byte[] part in Convert.FromHexString(Answer!).Chunk(_chunk))
                {
                    await socket.SendAsync(part, _stopping.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
                _received.TrySetCanceled();
            }
            catch (SocketException error)
            {
                _received.TrySetException(error);
            }
        }
    }
}
