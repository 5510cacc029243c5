using System.Text.RegularExpressions;
using Chan.EndToEnd.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Classic;

/// <summary>The session of an <c>erl</c> shell that the README shows (<c>tour.txt</c>) is played line by line against a gateway.</summary>
public sealed partial class TourTests
{
    private const string ShownPort = "12341";
    private const string ShownService = "nameServer";
    private const string ShownPassword = "\"ABXy45\"";

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Classic", "tour.txt"));

    [Fact]
    [Trait("Scenario", "G2")]
    [Trait("Scenario", "G3")]
    public async Task Every_line_prints_what_the_tour_shows()
    {
        await using ErlangPeer erlang = await ClassicErlang.StartAsync();
        await using GatewayHost host = await ClassicErlang.StartGatewayAsync();
        int played = 0;
        for (int i = 0; i + 1 < Lines.Length; i++)
        {
            Match prompt = Prompt().Match(Lines[i]);
            if (!prompt.Success || prompt.Groups[1].Value.StartsWith("c(", StringComparison.Ordinal))
            {
                continue;
            }

            string expression = prompt.Groups[1].Value
                .Replace(ShownPort, $"{host.Classic.Port}", StringComparison.Ordinal)
                .Replace(ShownService, "oldNameServer", StringComparison.Ordinal)
                .Replace(ShownPassword, $"\"{GatewayFile.ClassicPassword}\"", StringComparison.Ordinal);
            Assert.Equal(WithoutNumbers(Lines[i + 1]), WithoutNumbers(await erlang.EvaluateAsync(expression)));
            played++;
        }

        Assert.Equal(4, played);
    }

    private static string WithoutNumbers(string text) => SocketName().Replace(text, "#Port");

    [GeneratedRegex(@"^\d+> (.*)\.$")]
    private static partial Regex Prompt();

    [GeneratedRegex(@"#Port<[\d.]+>")]
    private static partial Regex SocketName();
}
