using System.Diagnostics;
using Chan.Interop.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cli;

/// <summary>One run of the command <c>chan</c> as a program of its own, with the cookie of a cluster in its home.</summary>
internal sealed record ChanProcess(int Code, string Output, string Error)
{
    public static async Task<ChanProcess> RunAsync(int epmdPort, params string[] arguments)
    {
        using var home = new TempFolder();
        home.Write(".erlang.cookie", MixedCluster.CookieText, UnixFileMode.UserRead);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home.Path };
        start.Environment["HOME"] = home.Path;
        start.Environment["ERL_EPMD_PORT"] = $"{epmdPort}";
        start.Environment.Remove("CHAN_COOKIE_FILE");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Chan.Cli.dll"));
        string[] patience = arguments is ["node", ..] or ["epmd", "names", ..] ? ["-t", "60s"] : [];
        foreach (string argument in arguments.Concat(patience))
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
            return new ChanProcess(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
