using System.Text;
using Chan.TestKit;

namespace Chan.Server.Tests.Hosting;

/// <summary>What a program writes, with a way to wait for a part of it.</summary>
internal sealed class WatchedWriter : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _text.ToString();
            }
        }
    }

    public string[] Lines => Text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public override void Write(char value) => Append(value.ToString());

    public override void Write(string? value) => Append(value ?? "");

    public override Task WriteAsync(string? value)
    {
        Append(value ?? "");
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        Append(value + Environment.NewLine);
        return Task.CompletedTask;
    }

    public async Task WaitForAsync(string part)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_text.ToString().Contains(part, StringComparison.Ordinal))
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TestTimeouts.Long);
        }
    }

    private void Append(string text)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _text.Append(text);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }
}
