using Chan.Cli.Nodes;
using Chan.Distribution.Net.Names;

namespace Chan.Cli.Tests.Nodes;

public class MapTableTests
{
    [Fact]
    public void Pairs_that_do_not_see_each_other_are_told()
    {
        MappedNode[] nodes =
        [
            Node("a@h", ["b@h", "c@h"]),
            Node("b@h", []),
            Node("c@h", ["a@h"]),
            new MappedNode(NodeName.Parse("d@h")) { Fault = "a very long reason that must not push the last column away" },
        ];
        var output = new StringWriter { NewLine = "\n" };

        MapTable.Write(output, nodes);

        Assert.Equal(
            """
            node  round trip  sees      hidden
            a@h   1.5 ms      b@h, c@h  -
            b@h   1.5 ms      -         -
            c@h   1.5 ms      a@h       -
            d@h   -           not asked: a very long reason that must not push the last column away
            a@h sees b@h, which does not see it.
            b@h and c@h are not connected.

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    private static MappedNode Node(string name, string[] visible)
        => new(NodeName.Parse(name)) { Visible = visible, RoundTrip = TimeSpan.FromMilliseconds(1.5) };
}
