using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Chan.TestKit;

namespace Chan.Interop.Tests.Samples;

/// <summary>A program as a user sees it in a terminal: what it prints, and what is typed.</summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _chunks = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _unread = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;

    private ShellSession(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadOutputAsync(), ReadErrorsAsync());
    }

    public static ShellSession Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        return new ShellSession(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started."));
    }

    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>What is printed before a mark; the mark is taken too.</summary>
    public async Task<string> ReadToAsync(string mark)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Process);
        while (true)
        {
            string text = _unread.ToString();
            int found = text.IndexOf(mark, StringComparison.Ordinal);
            if (found >= 0)
            {
                _unread.Remove(0, found + mark.Length);
                return text[..found];
            }

            try
            {
                _unread.Append(await _chunks.Reader.ReadAsync(deadline.Token));
            }
            catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
            {
                throw new InvalidOperationException($"'{mark}' did not come; unread: {text}\nerrors: {Errors}", e);
            }
        }
    }

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

    private string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    private async Task ReadOutputAsync()
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            await _chunks.Writer.WriteAsync(new string(buffer, 0, count).Replace("\r", "", StringComparison.Ordinal));
        }

        _chunks.Writer.Complete();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
        }
    }
}
