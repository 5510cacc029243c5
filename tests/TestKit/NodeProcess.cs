using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Chan.TestKit;

/// <summary>A node of ours in a process of its own: the program <c>tests/TestNode</c>, which ends with this one at the latest.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    /// <summary>The environment variable that holds the cookie.</summary>
    public const string CookieVariable = "CHAN_TEST_COOKIE";

    private readonly Process _process;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _transcript = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private NodeProcess(Process process)
    {
        _process = process;
        _reading = ReadAllAsync();
    }

    /// <summary>Its operating system id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Where it listens, as <c>address:port</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Everything it printed so far, for a failing test's message.</summary>
    public string Transcript => string.Join(Environment.NewLine, _transcript);

    /// <summary>Starts the program and waits until its node is alive.</summary>
    /// <param name="build"><c>TestNode</c>, or <c>TestNodeOtherBuild</c> for another build of the same program.</param>
    /// <param name="cookie">The cookie.</param>
    /// <param name="launcher">A program and its first arguments that starts the node, such as one that puts it into a network of its own; may be empty.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <exception cref="ErlangException">It ended instead; the message holds what it printed.</exception>
    public static async Task<NodeProcess> StartAsync(string build, string cookie, IReadOnlyList<string> launcher, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        string[] command = [.. launcher, "dotnet", PathOf(build), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment[CookieVariable] = cookie;
        var node = new NodeProcess(Process.Start(start) ?? throw new ErlangException($"{command[0]} could not be started."));
        try
        {
            node.Address = await node._ready.Task.WaitAsync(TestTimeouts.Process);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the program do something and gives its answer, as text.</summary>
    /// <param name="command">A term.</param>
    public async Task<string> DoAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await NextAsync(_answers);
    }

    /// <summary>The next message that its probe received, as text.</summary>
    public Task<string> NextMessageAsync() => NextAsync(_messages);

    /// <summary>The messages that came and were not taken.</summary>
    public IReadOnlyList<string> Rest()
    {
        var rest = new List<string>();
        while (_messages.Reader.TryRead(out string? message))
        {
            rest.Add(message);
        }

        return rest;
    }

    /// <summary>Ends the program at once, without a goodbye to anyone, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
        await _reading.WaitAsync(TestTimeouts.Process);
        _process.Dispose();
    }

    /// <summary>The program, as built beside the tests that run.</summary>
    private static string PathOf(string build)
    {
        // The end of the folder that the tests run in says how they were built: bin/Debug/net10.0.
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(output.Parent!.Parent!.Parent!.Parent!.FullName, build, "bin", output.Parent.Name, output.Name, "Chan.TestNode.dll");
    }

    private async Task<string> NextAsync(Channel<string> lines)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Process);
        try
        {
            return await lines.Reader.ReadAsync(deadline.Token);
        }
        catch (Exception fault) when (fault is ChannelClosedException or OperationCanceledException)
        {
            throw new ErlangException($"The node printed nothing more. It printed:{Environment.NewLine}{Transcript}");
        }
    }

    private async Task ReadAllAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        _ready.TrySetException(new ErlangException($"The node ended. It printed:{Environment.NewLine}{Transcript}"));
        _answers.Writer.TryComplete();
        _messages.Writer.TryComplete();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _transcript.Enqueue(line);
            switch (line.Split(' ', 2))
            {
                case ["ready", var address]:
                    _ready.TrySetResult(address);
                    break;
                case ["=", var answer]:
                    await _answers.Writer.WriteAsync(answer);
                    break;
                case ["!", var message]:
                    await _messages.Writer.WriteAsync(message);
                    break;
            }
        }
    }
}
