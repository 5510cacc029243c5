using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Chan.Benchmarks.Terms;

/// <summary>Runs <c>bench/erlang/term_codec.erl</c> in one Erlang node, which ends with its input.</summary>
internal sealed class ErlangCodec : IDisposable
{
    /// <summary>Schedulers without work do not spin: their processor time would count against Erlang.</summary>
    private static readonly string[] NoIdleWork = ["+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none"];

    private readonly Process _node;
    private readonly DirectoryInfo _folder;

    private ErlangCodec(Process node, DirectoryInfo folder)
    {
        _node = node;
        _folder = folder;
    }

    /// <summary>Compiles and starts the Erlang half; null when this machine has no Erlang.</summary>
    public static ErlangCodec? TryStart()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chan-bench-");
        try
        {
            using Process compiler = Start("erlc", "-o", folder.FullName, FindSource());
            compiler.WaitForExit();
            return compiler.ExitCode == 0
                ? new ErlangCodec(Start("erl", [.. NoIdleWork, "-noshell", "-pa", folder.FullName, "-run", "term_codec", "main"]), folder)
                : throw new InvalidOperationException("erlc cannot compile term_codec.erl.");
        }
        catch (Win32Exception)
        {
            folder.Delete(recursive: true);
            return null;
        }
    }

    /// <summary>Operations per second of processor time, of so many operations.</summary>
    public double Measure(string operation, string shape, int count)
    {
        _node.StandardInput.WriteLine($"{operation} {shape} {count}");
        _node.StandardInput.Flush();
        string? answer = _node.StandardOutput.ReadLine();
        return double.TryParse(answer, CultureInfo.InvariantCulture, out double rate)
            ? rate
            : throw new InvalidOperationException($"The Erlang half answered \"{answer}\" to {operation} {shape}; expected a number.");
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static string FindSource()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string source = Path.Combine(folder.FullName, "erlang", "term_codec.erl");
            if (File.Exists(source))
            {
                return source;
            }
        }

        throw new FileNotFoundException("term_codec.erl is not in a folder \"erlang\" above the program.");
    }
}
