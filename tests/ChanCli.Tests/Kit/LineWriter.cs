using System.Text;
using System.Threading.Channels;

namespace Chan.Cli.Tests.Kit;

/// <summary>Hands on what a command prints, line by line, while it runs.</summary>
internal sealed class LineWriter(ChannelWriter<string> lines) : TextWriter
{
    private readonly StringBuilder _line = new();
    private readonly Lock _lock = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_lock)
        {
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }

            lines.TryWrite(_line.ToString().TrimEnd('\r'));
            _line.Clear();
        }
    }
}
