using Chan.Server.Configuration;
using Chan.TestKit;

namespace Chan.Server.Tests.Configuration;

/// <summary>The hash of the file goes into the log: it must not serve to test guesses at a password.</summary>
public sealed class ConfigurationHashTests
{
    [Fact]
    public void A_file_without_a_secret_has_a_hash() => Assert.Equal(64, Load("\"demo\": true, \"password\": \"ABXy45\"").Length);

    [Fact]
    public void A_file_with_a_password_of_its_own_has_none() => Assert.Equal("", Load("\"password\": \"correct horse battery staple\""));

    private static string Load(string credential)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "chan.json");
        File.WriteAllText(path, $$"""
            {
              "ports": { "p": { "port": 0, "services": ["s"] } },
              "services": { "s": { "mfa": ["mod_name_server", "start_me_up", "x"], {{credential}} } }
            }
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        ConfigurationResult loaded = ConfigurationLoader.Load(path);
        Assert.NotNull(loaded.Configuration);
        return loaded.Sha256;
    }
}
