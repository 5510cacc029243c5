using Chan.Distribution.Cluster.InputOutput;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.InputOutput;

public sealed class LogOutputTests
{
    [Fact]
    public async Task Lines_become_entries_however_they_come()
    {
        using var log = new TestLog();
        var output = new LogOutput(log.CreateLogger("test"));
        await output.WriteAsync("on", default);
        await output.WriteAsync("e\r\ntwo\n\nthr", default);
        Assert.Equal(["one", "two", ""], log.Entries.Select(entry => entry.Message));
        await output.WriteAsync(new string('x', 10_000), default);
        Assert.Equal(8192, log.Entries[^1].Message.Length);
    }

    [Fact]
    public async Task A_writer_gets_the_text_at_once()
    {
        using var writer = new StringWriter();
        await new WriterOutput(writer).WriteAsync("part", default);
        Assert.Equal("part", writer.ToString());
    }
}
