using System.Reflection;
using System.Runtime.CompilerServices;
using Chan.Server.Configuration.Faults;

namespace Chan.Server.Tests.Configuration;

/// <summary>
/// Every fault with its exact text. To accept changed texts, run these tests with the environment variable
/// <c>CHAN_APPROVE_CASES=1</c> and read the difference.
/// </summary>
public class FaultCaseTests
{
    /// <summary>Planted in passwords, password files, verifiers and comments of the cases; no report may show it.</summary>
    private const string PlantedSecret = "planted-secret";

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(FaultCase.Folder, "*.case").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Scenario", "G1")]
    public void A_faulty_configuration_is_reported_with_place_reason_and_cure(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The reports name Unix modes and commands.");
        var read = FaultCase.Read(name);

        string report = read.Report();

        Assert.DoesNotContain(PlantedSecret, report, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("CHAN_APPROVE_CASES") == "1")
        {
            Approve(name, report);
            return;
        }

        Assert.Equal(read.Expected, report);
    }

    [Fact]
    public void Every_number_of_a_fault_has_a_case_and_a_line_in_the_manual()
    {
        string[] codes = [.. typeof(FaultCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
        string cases = string.Concat(Directory.EnumerateFiles(FaultCase.Folder).Select(File.ReadAllText));
        string manual = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "configuration.md"));


        // Files that cannot be written down as a case: ConfigurationLoaderTests has them.
        string[] elsewhere = [FaultCodes.FileUnreadable, FaultCodes.FileTooLarge, FaultCodes.FileNotUtf8];
        Assert.All(codes.Except(elsewhere), code => Assert.Contains($" {code}: ", cases, StringComparison.Ordinal));
        Assert.All(codes, code => Assert.Contains($"| {code} |", manual, StringComparison.Ordinal));
        Assert.Equal(codes.Length, codes.Distinct().Count());
    }

    private static void Approve(string name, string report, [CallerFilePath] string thisFile = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(thisFile)!, "Cases", name + ".case");
        string text = File.ReadAllText(path);
        File.WriteAllText(path, text[..(text.IndexOf("@expect", StringComparison.Ordinal) + "@expect\n".Length)] + report + "\n");
    }
}
