using Xunit;

namespace Chan.TestKit;

/// <summary>Finds the Erlang/OTP (and Elixir) programs of the machine, and decides what a test does without them.</summary>
public static class ErlangInstallation
{
    /// <summary>Set to 1 where a missing Erlang must fail the tests that need it instead of skipping them, as the continuous build does.</summary>
    public const string RequireVariable = "CHAN_REQUIRE_ERLANG";

    /// <summary>Full path of a program, or null if the machine does not have it.</summary>
    /// <param name="program">Its name without extension: <c>erl</c>, <c>epmd</c>, <c>elixir</c>, <c>iex</c>.</param>
    public static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".bat"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Full path of a program; skips the calling test, with the reason, if the machine does not have it.</summary>
    /// <param name="program">Its name without extension.</param>
    /// <exception cref="Xunit.Sdk.FailException">The program is missing and <see cref="RequireVariable"/> is 1.</exception>
    public static string Require(string program)
    {
        if (Find(program) is { } path)
        {
            return path;
        }

        string reason = $"'{program}' is not on the PATH; install Erlang/OTP (Debian: erlang, elixir) to run this test.";
        if (Environment.GetEnvironmentVariable(RequireVariable) == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return "";
    }
}
