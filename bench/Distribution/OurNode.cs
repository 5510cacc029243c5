using System.Diagnostics;
using System.Globalization;
using Chan.Benchmarks.Processes;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Benchmarks.Distribution;

/// <summary>Our nodes: the driver in this process, a peer in a process of its own.</summary>
internal static class OurNode
{
    /// <summary>The role of the process that a measurement starts: a peer, until its input ends.</summary>
    public static async Task RunPeerAsync(string name, string folder, string port, string tls)
    {
        var surroundings = Surroundings.Join(folder, int.Parse(port, CultureInfo.InvariantCulture), bool.Parse(tls));
        await using Node node = await StartAsync(surroundings, name);
        node.Modules.Add(typeof(PeerModule));
        await GenServer.StartAsync(node, () => new EchoServer(), new StartOptions { Name = ErlTerm.Atom("echo_server") });
        Console.WriteLine("ready");
        using var input = new StreamReader(Console.OpenStandardInput());
        await input.ReadLineAsync();
    }

    public static Task<Node> StartAsync(Surroundings surroundings, string name) => Node.StartAsync(new NodeOptions
    {
        Name = name,
        NameForm = NodeNameForm.Long,
        CookieFile = surroundings.CookieFile,
        PortMapper = PortMapperUse.Running,
        PortMapperPort = surroundings.PortMapperPort,
        Tls = surroundings.TlsOptions,
    });

    public static async Task<PeerProcess> StartPeerAsync(Surroundings surroundings, string name)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OurNode).Assembly.Location);
        }

        string port = surroundings.PortMapperPort.ToString(CultureInfo.InvariantCulture);
        foreach (string argument in (string[])["distribution", "peer", name, surroundings.Folder, port, surroundings.Tls.ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        string? ready = await process.StandardOutput.ReadLineAsync();
        return ready == "ready" ? new PeerProcess(process) : throw new InvalidOperationException($"{name} did not start.");
    }

    /// <summary>A peer in its own process, which ends with its input.</summary>
    internal sealed class PeerProcess(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
