using System.Text;
using Chan.Distribution.Cluster.InputOutput.Formatting;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Terms;
using Chan.Terms;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Random formats with random arguments: the text must be Erlang's, to the character, and so must the refusals.</summary>
public class FormatAgreementTests
{
    private const int Batches = 6;
    private const int BatchSize = 500;

    [Fact]
    public async Task Formatted_text_is_the_text_that_Erlang_makes()
    {
        using var mirror = TermMirror.Start("Cluster/format_mirror.erl");
        int seed = Environment.TickCount;
        for (int batch = 0; batch < Batches; batch++)
        {
            var random = new RandomFormats(seed + batch);
            (string Format, ErlTerm[] Arguments)[] calls = [.. Enumerable.Range(0, BatchSize).Select(_ => random.Next())];

            ErlTerm answer = await mirror.AskAsync(
                ErlTerm.List([.. calls.Select(call => ErlTerm.Tuple(ErlTerm.CharList(call.Format), ErlTerm.List(call.Arguments)))]),
                TestContext.Current.CancellationToken);

            for (int i = 0; i < calls.Length; i++)
            {
                string where = $"seed {seed} batch {batch}: io_lib:format({ErlTerm.CharList(calls[i].Format)}, {ErlTerm.List(calls[i].Arguments)})";
                string theirs = ((ErlList)answer)[i] is ErlBinary text ? Encoding.UTF8.GetString(text.Span) : "badarg";
                Assert.Equal((where, theirs), (where, Ours(calls[i].Format, calls[i].Arguments)));
            }
        }
    }

    private static string Ours(string format, ErlTerm[] arguments)
    {
        try
        {
            return IoFormat.Format(ErlTerm.CharList(format), ErlTerm.List(arguments));
        }
        catch (TermException refusal)
        {
            return refusal.Reason.ToString();
        }
    }
}
