using System.Reflection;
using Chan.Architecture.Tests.Api;

namespace Chan.Architecture.Tests;

/// <summary>
/// The public surface of every assembly stands in <c>PublicApi/</c>, so that a change of it shows in the review. Run these tests once with the
/// environment variable <c>CHAN_APPROVE_API=1</c> to write the new surface, and commit it with the change that caused it.
/// </summary>
public sealed class PublicApiTests
{
    private const string ApproveVariable = "CHAN_APPROVE_API";

    public static TheoryData<string> Names => ProjectTable.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_public_surface_is_the_approved_one(string name)
    {
        string approvedFile = Path.Combine(Repository.Root, "tests", "Architecture.Tests", "PublicApi", name + ".txt");
        string actual = ApiListing.Of(Assembly.Load(name));
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            File.WriteAllText(approvedFile, actual);
            return;
        }

        string approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile).ReplaceLineEndings("\n") : "";
        string[] added = [.. Qualified(actual).Except(Qualified(approved))];
        string[] removed = [.. Qualified(approved).Except(Qualified(actual))];

        Assert.True(
            added.Length == 0 && removed.Length == 0,
            $"The public surface of {name} changed. If that is meant, run these tests with {ApproveVariable}=1 and commit the listing.\n"
            + string.Join('\n', removed.Select(line => "- " + line).Concat(added.Select(line => "+ " + line))));
    }

    // A member's line means something only together with its type's.
    private static IEnumerable<string> Qualified(string listing)
    {
        string type = "";
        foreach (string line in listing.Split('\n'))
        {
            type = line.StartsWith(' ') ? type : line;
            yield return line.StartsWith(' ') ? $"{type} > {line.Trim()}" : line;
        }
    }
}
