using System.Diagnostics;
using System.Globalization;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

/// <summary>Two hosts with addresses of their own and a cable between them: two network namespaces of Linux, joined by a pair of virtual devices.</summary>
/// <remarks>Nothing of the machine's own network is touched. What a killed run left behind is deleted by the next.</remarks>
internal sealed class TwoHosts : IAsyncDisposable
{
    // Set aside for documentation (RFC 5737): no route of any machine leads there.
    public const string First = "192.0.2.1";
    public const string Second = "192.0.2.2";

    private const string Prefix = "chan-test-";
    private const string Device = "cable";

    private readonly string _first = $"{Prefix}{Environment.ProcessId}-1";
    private readonly string _second = $"{Prefix}{Environment.ProcessId}-2";

    private TwoHosts()
    {
    }

    /// <summary>What starts a program on the first host.</summary>
    public IReadOnlyList<string> OnFirst => ["ip", "netns", "exec", _first];

    /// <summary>What starts a program on the second host.</summary>
    public IReadOnlyList<string> OnSecond => ["ip", "netns", "exec", _second];

    /// <summary>Makes both hosts and plugs the cable in. Skips the test, with the reason, where that is not permitted.</summary>
    public static async Task<TwoHosts> StartAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Hosts of their own need the network namespaces of Linux.");
        Assert.SkipWhen(ErlangInstallation.Find("ip") is null, "'ip' is not on the PATH; install iproute2 to run this test.");
        await DeleteLeftOversAsync();
        var hosts = new TwoHosts();
        try
        {
            (int code, string said) = await RunAsync("ip", "netns", "add", hosts._first);
            Assert.SkipWhen(code != 0, $"This user may not make network namespaces: {said}");
            await IpAsync("netns", "add", hosts._second);
            await IpAsync("-n", hosts._first, "link", "add", Device, "type", "veth", "peer", "name", Device, "netns", hosts._second);
            foreach ((string host, string address) in ((string, string)[])[(hosts._first, First), (hosts._second, Second)])
            {
                await IpAsync("-n", host, "address", "add", $"{address}/24", "dev", Device);
                await IpAsync("-n", host, "link", "set", Device, "up");
                await IpAsync("-n", host, "link", "set", "lo", "up");
            }

            return hosts;
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pulls the cable out of the first host.</summary>
    public Task UnplugAsync() => IpAsync("-n", _first, "link", "set", Device, "down");

    /// <summary>Plugs it in again.</summary>
    public Task PlugInAsync() => IpAsync("-n", _first, "link", "set", Device, "up");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("ip", "netns", "delete", _first);
        await RunAsync("ip", "netns", "delete", _second);
    }

    private static async Task DeleteLeftOversAsync()
    {
        (_, string list) = await RunAsync("ip", "netns", "list");
        foreach (string name in list.Split('\n').Select(line => line.Split(' ')[0]).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (!Directory.Exists($"/proc/{name[Prefix.Length..].Split('-')[0]}"))
            {
                await RunAsync("ip", "netns", "delete", name);
            }
        }
    }

    private static async Task IpAsync(params string[] arguments)
    {
        (int code, string said) = await RunAsync("ip", arguments);
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"ip {string.Join(' ', arguments)} ended with {code}: {said}"));
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(TestTimeouts.Process);
        await process.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
        return (process.ExitCode, string.Concat(said).Trim());
    }
}
