using System.Text.RegularExpressions;

namespace Chan.Architecture.Tests;

/// <summary>Terms come into the log as bounded text: a peer decides how large they are, and logging prints a term that is a collection as a list of its elements.</summary>
public sealed partial class LogParameterTests
{
    [Theory]
    [MemberData(nameof(ProjectTable.Names), MemberType = typeof(ProjectTable))]
    public void A_log_event_takes_no_term_but_an_atom_or_a_pid(string name)
        => Assert.All(
            Repository.FilesIn(ProjectTable.Find(name).Folder, ".cs").SelectMany(file => Event().Matches(Repository.Read(file)), (file, match) => (file, match.Value)),
            found => Assert.DoesNotMatch(Unbounded(), found.Value));

    [GeneratedRegex(@"\[LoggerMessage\(.*?partial void \w+\([^;]*?\);", RegexOptions.Singleline)]
    private static partial Regex Event();

    [GeneratedRegex(@"[(,]\s*(object|ErlTerm|ErlTuple|ErlList|ErlMap|ErlBinary|ErlBitString|ErlFun)\??\s+\w+")]
    private static partial Regex Unbounded();
}
