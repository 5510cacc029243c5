using System.Globalization;
using System.Text;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.TestKit;

namespace Chan.Server.Tests.Configuration;

/// <summary>
/// One file of <c>Cases/</c>: the files of a configuration, the layers above it, and after <c>@expect</c> the whole report.
/// <c>{verifier NAME LN}</c> in a file stands for a record made for that name with that cost.
/// </summary>
internal sealed class FaultCase
{
    private readonly List<(string Name, string Text, UnixFileMode Mode)> _files = [];
    private readonly Dictionary<string, string> _environment = [];
    private readonly List<string> _arguments = [];

    private FaultCase(string name) => Name = name;

    public string Name { get; }

    public string Expected { get; private set; } = "";

    /// <summary>The folder of the cases beside the test program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Configuration", "Cases");

    public static FaultCase Read(string name)
    {
        var read = new FaultCase(name);
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name + ".case"));
        int expect = Array.IndexOf(lines, "@expect");
        read.Expected = string.Join('\n', lines[(expect + 1)..]);
        for (int i = 0; i < expect; i++)
        {
            string[] words = lines[i].Split(' ');
            switch (words[0])
            {
                case "@file":
                    int end = Array.FindIndex(lines, i + 1, line => line.StartsWith('@'));
                    read._files.Add((words[1], Fill(string.Join('\n', lines[(i + 1)..end])), (UnixFileMode)Convert.ToInt32(words[2], 8)));
                    i = end - 1;
                    break;
                case "@env":
                    read._environment[words[1]] = words[2];
                    break;
                default:
                    read._arguments.AddRange(words[1..]);
                    break;
            }
        }

        return read;
    }

    /// <summary>Loads the first file and gives the report, with paths as if the folder were the current one.</summary>
    public string Report()
    {
        using var folder = new TempFolder();
        foreach ((string name, string text, UnixFileMode mode) in _files)
        {
            folder.Write(name, text, mode);
        }

        ConfigurationResult result = ConfigurationLoader.Load(
            folder.File(_files[0].Name), new() { Environment = _environment, CommandLine = _arguments });
        var report = new StringBuilder();
        foreach (string fault in result.Faults.Select(fault => fault.ToString()))
        {
            report.Append(fault).Append('\n');
        }

        report.Append(CultureInfo.InvariantCulture, $"=> {(result.Configuration is null ? "not used" : "used")}");
        return report.ToString().Replace(folder.Path + "/", "", StringComparison.Ordinal);
    }

    private static string Fill(string text)
    {
        while (text.IndexOf("{verifier ", StringComparison.Ordinal) is var start and >= 0)
        {
            int end = text.IndexOf('}', start);
            string[] words = text[start..end].Split(' ');
            using var password = ChanPassword.FromString("planted-secret");
            KdfParameters cost = KdfParameters.Default with { Log2N = int.Parse(words[2], CultureInfo.InvariantCulture) };
            text = text[..start] + VerifierRecord.Create(words[1], password, cost, new FixedRandom()).Format() + text[(end + 1)..];
        }

        return text;
    }
}
