using System.Text.RegularExpressions;

namespace Chan.Architecture.Tests;

/// <summary>Keeps <c>docs/scenarios.md</c> and the tests together: a row without a proof is a claim, a proof without a row cannot be found.</summary>
public sealed partial class ScenarioTests
{
    private static readonly HashSet<string> Rows =
        [.. Repository.ReadLines("docs/scenarios.md").Select(line => Row().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    private static readonly HashSet<string> Proven =
        [.. Repository.FilesIn("tests", ".cs").SelectMany(file => ScenarioTrait().Matches(Repository.Read(file))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_scenario_of_the_page_has_a_test() => Assert.Empty(Rows.Except(Proven).Order());

    [Fact]
    public void Every_scenario_that_a_test_names_is_on_the_page() => Assert.Empty(Proven.Except(Rows).Order());

    [GeneratedRegex(@"^\| ([A-Z]\d+) \|")]
    private static partial Regex Row();

    [GeneratedRegex("""Trait\("Scenario", "([^"]+)"\)""")]
    private static partial Regex ScenarioTrait();
}
