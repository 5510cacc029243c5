using System.Text.RegularExpressions;

namespace Chan.Architecture.Tests;

/// <summary>The number of a log event says which event it is: no two events of an assembly have the same.</summary>
public sealed partial class EventIdTests
{
    [Theory]
    [MemberData(nameof(ProjectTable.Names), MemberType = typeof(ProjectTable))]
    public void No_two_log_events_of_a_project_have_the_same_number(string name)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Repository.FilesIn(ProjectTable.Find(name).Folder, ".cs"))
        {
            foreach (Match match in Event().Matches(Repository.Read(file)))
            {
                Assert.True(known.TryAdd(match.Groups[1].Value, file), $"Event {match.Groups[1].Value} is in {file} and in {known[match.Groups[1].Value]}.");
            }
        }
    }

    [GeneratedRegex(@"LoggerMessage\(\s*(\d+)")]
    private static partial Regex Event();
}
