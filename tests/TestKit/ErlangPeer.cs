using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Chan.TestKit;

/// <summary>A real Erlang runtime beside the test: started with a home folder of its own, driven by expressions, ended with the test.</summary>
/// <remarks>
/// Thread-safe. Expressions are evaluated one after the other by one process, which keeps its variables, mailbox and links between them.
/// Nothing that runs on the machine already is touched, and the runtime ends by itself if the test process dies.
/// </remarks>
public sealed partial class ErlangPeer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TempFolder _home;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _open = new(StringComparer.Ordinal);
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _transcript = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _inputLock = new(1);
    private readonly Task _reading;
    private int _lastId;

    private ErlangPeer(Process process, TempFolder home)
    {
        _process = process;
        _home = home;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Home folder of the runtime, where its cookie is.</summary>
    public string Home => _home.Path;

    /// <summary>Operating system id of the runtime, for tests that stop or kill it.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Everything it printed so far, for a failing test's message.</summary>
    public string Transcript => string.Join(Environment.NewLine, _transcript);

    /// <summary>Starts a runtime and waits until it takes expressions. Skips the test where Erlang is missing.</summary>
    /// <exception cref="ErlangException">It ended instead; the message holds what it printed.</exception>
    public static async Task<ErlangPeer> StartAsync(ErlangPeerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ErlangPeerOptions();
        string erl = ErlangInstallation.Require("erl");
        var home = new TempFolder();
        ErlangPeer peer;
        try
        {
            Process process = Process.Start(CommandLine(erl, home, options)) ?? throw new ErlangException("erl could not be started.");
            peer = new ErlangPeer(process, home);
        }
        catch
        {
            home.Dispose();
            throw;
        }

        try
        {
            await peer._ready.Task.WaitAsync(TestTimeouts.Process, cancellationToken);
            foreach (string module in options.Modules)
            {
                await peer.LoadAsync(module, cancellationToken);
            }

            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Compiles an Erlang source file and loads it into the runtime.</summary>
    /// <param name="sourceFile">Full path of the <c>.erl</c> file.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task LoadAsync(string sourceFile, CancellationToken cancellationToken = default)
    {
        string path = sourceFile.Replace('\\', '/');
        // In a function of its own, whose variables no other expression uses: what one expression binds, the next would match.
        string result = await EvaluateAsync(
            "(fun(File__) -> case compile:file(File__, [binary, return, warnings_as_errors]) of "
            + "{ok, Module__, Code__, _} -> code:load_binary(Module__, File__, Code__); Fault__ -> Fault__ end end)(\"" + path + "\")",
            cancellationToken);
        if (!result.StartsWith("{module,", StringComparison.Ordinal))
        {
            throw new ErlangException($"{sourceFile} does not compile: {result}");
        }
    }

    /// <summary>Evaluates an expression and gives its value as <c>~0tp</c> prints it.</summary>
    /// <param name="expression">One or more Erlang expressions, separated by commas, without the final dot.</param>
    /// <param name="cancellationToken">Stops the wait, not the evaluation.</param>
    /// <exception cref="ErlangException">The expression raised, the evaluating process was killed, or the runtime ended.</exception>
    public async Task<string> EvaluateAsync(string expression, CancellationToken cancellationToken = default)
    {
        string id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        if (_reading.IsCompleted)
        {
            throw Ended();
        }

        string source = Convert.ToBase64String(Encoding.UTF8.GetBytes(expression + "."));
        await _inputLock.WaitAsync(cancellationToken);
        try
        {
            await _process.StandardInput.WriteLineAsync($"{id} {source}".AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            throw Ended();
        }
        finally
        {
            _inputLock.Release();
        }

        return await answer.Task.WaitAsync(TestTimeouts.Process, cancellationToken);
    }

    /// <summary>Waits for a line that the runtime prints, beginning with the next one that no earlier call took.</summary>
    /// <exception cref="ErlangException">The runtime ended before such a line came.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> match, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TestTimeouts.Process);
        await foreach (string line in _output.Reader.ReadAllAsync(deadline.Token))
        {
            if (match(line))
            {
                return line;
            }
        }

        throw Ended();
    }

    /// <summary>Ends the runtime at once, without a goodbye to anyone, as <c>kill -9</c> does.</summary>
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
            await KillAsync();
        }

        await _reading.WaitAsync(TestTimeouts.Process);
        _process.Dispose();
        _inputLock.Dispose();
        _home.Dispose();
    }

    private static ProcessStartInfo CommandLine(string erl, TempFolder home, ErlangPeerOptions options)
    {
        string[] command = [.. options.Launcher, erl];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = home.Path,
        };
        start.Environment["HOME"] = home.Path;
        start.Environment["ERL_CRASH_DUMP_SECONDS"] = "0";
        start.Environment.Remove("ERL_FLAGS");
        start.Environment.Remove("ERL_AFLAGS");
        start.Environment.Remove("ERL_ZFLAGS");
        start.Environment.Remove("ERL_LIBS");
        foreach ((string name, string value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        if (options.EpmdPort is { } epmdPort)
        {
            start.Environment["ERL_EPMD_PORT"] = epmdPort.ToString(CultureInfo.InvariantCulture);
        }

        if (options.Cookie is { } cookie)
        {
            home.Write(".erlang.cookie", cookie, UnixFileMode.UserRead);
        }

        foreach (string argument in Arguments(options))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static IEnumerable<string> Arguments(ErlangPeerOptions options)
    {
        yield return "-noshell";
        yield return "-start_epmd";
        yield return "false";
        if (options.NodeName is { } name)
        {
            yield return name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..].Contains('.', StringComparison.Ordinal) ? "-name" : "-sname";
            yield return name;
        }

        foreach (string argument in options.Arguments)
        {
            yield return argument;
        }

        yield return "-eval";
        yield return Bootstrap;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!TakeAnswer(line))
            {
                _transcript.Enqueue(line);
                await _output.Writer.WriteAsync(line);
            }
        }

        _output.Writer.TryComplete();
        _ready.TrySetException(Ended());
        foreach (TaskCompletionSource<string> open in _open.Values)
        {
            open.TrySetException(Ended());
        }
    }

    private bool TakeAnswer(string line)
    {
        string[] parts = line.Split(' ');
        if (parts[0] != AnswerMark)
        {
            return false;
        }

        if (parts is [_, "ready"])
        {
            _ready.TrySetResult();
        }
        else if (parts is [_, var id, var kind, var encoded] && _open.TryRemove(id, out TaskCompletionSource<string>? answer))
        {
            string text = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
            if (kind == "ok")
            {
                answer.TrySetResult(text);
            }
            else
            {
                answer.TrySetException(new ErlangException($"The expression ended with {kind}: {text}"));
            }
        }

        return true;
    }

    private ErlangException Ended() => new($"The Erlang runtime ended. It printed:{Environment.NewLine}{Transcript}");
}
