using System.Text;
using Chan.Distribution.Cluster.InputOutput;

namespace Chan.Distribution.Tests.Cluster.InputOutput;

/// <summary>Output that is kept as text, and can fail.</summary>
internal sealed class TextOutput : IOutput
{
    private readonly StringBuilder _text = new();

    /// <summary>What writing fails with; <see langword="null"/> when it does not.</summary>
    public Exception? Fault { get; set; }

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        if (Fault is { } fault)
        {
            throw fault;
        }

        lock (_text)
        {
            _text.Append(text);
        }

        return Task.CompletedTask;
    }
}
