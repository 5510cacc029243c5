using System.Diagnostics;
using System.Globalization;
using Chan.TestKit;

namespace Chan.Interop.Tests.Samples;

/// <summary>Plays transcripts with the real programs, which share a home folder, a cookie and a port mapper of the test's own.</summary>
internal sealed class Terminals : IAsyncDisposable
{
    private readonly EpmdProcess _epmd;
    private readonly TempFolder _home = new();
    private readonly List<ShellSession> _sessions = [];
    private readonly Dictionary<string, ShellSession> _shells = new(StringComparer.Ordinal);

    private Terminals(EpmdProcess epmd) => _epmd = epmd;

    /// <summary>Prepares a home with the sources of a sample. Skips the test where Erlang or Elixir is missing.</summary>
    public static async Task<Terminals> StartAsync(string sample)
    {
        ErlangInstallation.Require("iex");
        var terminals = new Terminals(await EpmdProcess.StartAsync());
        terminals._home.Write(".erlang.cookie", "cookie-of-the-samples-of-some-length", UnixFileMode.UserRead);
        foreach (string file in Directory.EnumerateFiles(SampleFiles.Folder(sample)).Where(file => file.EndsWith(".erl", StringComparison.Ordinal) || file.EndsWith(".ex", StringComparison.Ordinal)))
        {
            terminals._home.Write(Path.Combine("samples", sample, Path.GetFileName(file)), await File.ReadAllTextAsync(file));
        }

        return terminals;
    }

    /// <summary>Types every line and compares what is printed.</summary>
    /// <returns>How many lines were typed.</returns>
    public async Task<int> PlayAsync(IReadOnlyList<Transcript.Step> steps)
    {
        foreach (Transcript.Step step in steps)
        {
            if (step.Shell is null)
            {
                await StartProgramAsync(step);
                continue;
            }

            ShellSession shell = _shells[step.Shell];
            await shell.TypeAsync(step.Input);
            string printed = await shell.ReadToAsync($"{step.Shell}{step.Number + 1}> ");
            Assert.Equal($"{step.Input}\n{string.Join('\n', step.Printed)}", $"{step.Input}\n{printed.Trim('\n')}");
        }

        return steps.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ShellSession session in _sessions)
        {
            await session.DisposeAsync();
        }

        await _epmd.DisposeAsync();
        _home.Dispose();
    }

    private async Task StartProgramAsync(Transcript.Step step)
    {
        string[] words = step.Input.Split(' ');
        ShellSession session = Start(words);
        switch (words)
        {
            case ["erl", .., var node]:
                await EnterAsync(session, $"({node})");
                break;
            case ["iex", .., var node]:
                await EnterAsync(session, $"iex({node})");
                break;
            default:
                foreach (string line in step.Printed)
                {
                    Assert.Equal($"{step.Input}\n{line}", $"{step.Input}\n{await session.ReadToAsync("\n")}");
                }

                break;
        }
    }

    private async Task EnterAsync(ShellSession session, string shell)
    {
        _shells[shell] = session;
        await session.ReadToAsync($"{shell}1> ");
    }

    private ShellSession Start(string[] words)
    {
        (string program, string[] arguments) = words switch
        {
            ["dotnet", "run", "--project", var project, "--", .. var rest] => ("dotnet", [SampleFiles.Program(project), .. rest]),
            ["chan", .. var rest] => ("dotnet", [Path.Combine(AppContext.BaseDirectory, "Chan.Cli.dll"), .. rest.Select(word => word.Trim('\''))]),
            [var own, .. var rest] => (ErlangInstallation.Require(own), rest),
            [] => throw new ArgumentException("A command is missing.", nameof(words)),
        };
        var start = new ProcessStartInfo(program) { WorkingDirectory = _home.Path };
        start.Environment["HOME"] = _home.Path;
        start.Environment["ERL_EPMD_PORT"] = _epmd.Port.ToString(CultureInfo.InvariantCulture);
        foreach (string name in new[] { "ERL_FLAGS", "ERL_AFLAGS", "ERL_ZFLAGS", "ERL_LIBS", "XDG_CONFIG_HOME" })
        {
            start.Environment.Remove(name);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var session = ShellSession.Start(start);
        _sessions.Add(session);
        return session;
    }
}
