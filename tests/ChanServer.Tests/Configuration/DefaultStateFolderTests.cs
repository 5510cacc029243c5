using Chan.Server.Configuration;

namespace Chan.Server.Tests.Configuration;

public class DefaultStateFolderTests
{
    [Theory]
    [InlineData("STATE_DIRECTORY=/var/lib/chan XDG_STATE_HOME=/x HOME=/users/u", "/var/lib/chan")]
    [InlineData("STATE_DIRECTORY=/var/lib/chan:/var/lib/other", "/var/lib/chan")]
    [InlineData("XDG_STATE_HOME=/x HOME=/users/u", "/x/chan")]
    [InlineData("XDG_STATE_HOME=relative HOME=/users/u", "/users/u/.local/state/chan")]
    [InlineData("HOME=/users/u", "/users/u/.local/state/chan")]
    [InlineData("", null)]
    public void The_service_manager_comes_first_then_the_user(string environment, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other folders.");
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]);

        Assert.Equal(expected, DefaultStateFolder.Find(variables.GetValueOrDefault));
    }
}
