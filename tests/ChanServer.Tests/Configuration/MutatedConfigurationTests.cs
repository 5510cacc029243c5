using System.Text;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Faults;
using Chan.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Server.Tests.Configuration;

/// <summary>Whatever a file holds, it is a configuration or a list of faults, and no report shows the password in it.</summary>
public sealed class MutatedConfigurationTests : IDisposable
{
    private const string Secret = "planted-secret";

    private const string Json = """
        // the name server
        {
          "ports": { "native": { "address": "127.0.0.1", "port": 12340, "services": ["nameServer"], "limits": { "connections": 5 } } },
          "services": {
            "nameServer": {
              "mfa": ["mod_name_server", "start_me_up", "notUsed"],
              "accept": ["{lookup, _}"],
              "password": "planted-secret",
              "limits": { "frame": "64 KiB" }
            }
          },
          "drainTimeout": "10 s"
        }
        """;

    private const string Classic = """
        %% the name server
        {port, 12340}.
        {service, nameServer, password, "planted-secret", mfa, mod_name_server, start_me_up, notUsed}.
        {service, other, password, none, mfa, m, f, [{a, "b"}, 16#ff, $c]}.
        """;

    private const string Inserted = "{}[]\",:.%'\\/* \n\t\0aA0_#$é\ud83d";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("chan.json", Json)]
    [InlineData("lib_chan.conf", Classic)]
    public void Every_mutation_of_a_file_gives_a_configuration_or_faults(string name, string text)
    {
        Gen<(int Kind, int At, int Length, int Pick)[]> mutations =
            (from kind in Gen.Choose(0, 3)
             from at in Gen.Choose(0, 100_000)
             from length in Gen.Choose(1, 12)
             from pick in Gen.Choose(0, 100_000)
             select (kind, at, length, pick)).ArrayOf().Resize(4);

        Prop.ForAll(mutations.ToArbitrary(), steps => Check(name, steps.Aggregate(text, Mutate)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Theory]
    [InlineData("chan.json", Json)]
    [InlineData("lib_chan.conf", Classic)]
    public void Every_beginning_of_a_file_gives_a_configuration_or_faults(string name, string text)
    {
        for (int length = 0; length <= text.Length; length++)
        {
            Check(name, text[..length]);
        }
    }

    [Theory]
    [InlineData("{service, name 'erver, password,planted-secret\", mfa, m, f, a}.\n{service, other, password, none, mfa, m, f, a' }.")]
    [InlineData("{service, other, password planted_planted-secretplanted-secret, mfa, m, f, a}.")]
    [InlineData("{service, other, mfa planted_secret_that_is_as_long_as_a_word_can_be_before_it_is_cut, m, f, a}.")]
    [InlineData("{service, other, mfa 'planted-secret\\x{41}', m, f, a}.")]
    public void What_an_error_finds_is_not_shown_where_it_may_be_a_password(string text)
    {
        Check("lib_chan.conf", "{port, 12340}.\n" + text);
        Assert.DoesNotContain("planted", string.Concat(ConfigurationLoader.Load(_folder.File("lib_chan.conf")).Faults), StringComparison.Ordinal);
    }

    private static string Mutate(string text, (int Kind, int At, int Length, int Pick) step)
    {
        int at = step.At % (text.Length + 1);
        int length = Math.Min(step.Length, text.Length - at);
        string inserted = step.Kind == 2
            ? text.Substring(step.Pick % (text.Length + 1), Math.Min(step.Length, text.Length - step.Pick % (text.Length + 1)))
            : Inserted[step.Pick % Inserted.Length].ToString();
        return step.Kind switch
        {
            0 => text.Remove(at, length),
            1 or 2 => text.Insert(at, inserted),
            _ => text.Remove(at, length).Insert(at, inserted),
        };
    }

    private void Check(string name, string text)
    {
        string path = _folder.File(name);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        ConfigurationResult result = ConfigurationLoader.Load(path);

        Assert.Equal(result.Configuration is null, result.Faults.Any(fault => fault.Severity == FaultSeverity.Error));
        string[] lines = text.Split('\n');
        foreach (ConfigurationFault fault in result.Faults)
        {
            Assert.InRange(fault.Line, 0, lines.Length);
            Assert.InRange(fault.CaretOffset, 0, fault.SourceLine?.Length ?? 0);
            Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
            Assert.Equal(fault.SourceLine is null ? 2 : 4, fault.ToString().Split('\n').Length);
        }
    }
}
