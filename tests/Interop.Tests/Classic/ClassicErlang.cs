using Chan.EndToEnd.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Classic;

/// <summary>A real Erlang runtime with the classic client and server of this folder loaded.</summary>
internal static class ClassicErlang
{
    private static readonly string[] Modules = ["classic_wire", "classic_client", "classic_server", "classic_services"];

    /// <summary>Starts one; skips the test where Erlang is missing.</summary>
    public static Task<ErlangPeer> StartAsync(ErlangPeerOptions? options = null)
        => ErlangPeer.StartAsync((options ?? new ErlangPeerOptions()) with { Modules = [.. Modules.Select(Source)] });

    /// <summary>Starts a classic server in a runtime and gives the port that it listens on.</summary>
    /// <param name="peer">The runtime.</param>
    /// <param name="services">Erlang list of <c>{Name, Password, {Module, Function, ArgS}}</c>.</param>
    /// <param name="options">Erlang map of server options.</param>
    public static async Task<int> ServeAsync(ErlangPeer peer, string services, string options = "#{}")
        => int.Parse(await peer.EvaluateAsync($"{{ok, Server, Port}} = classic_server:start(0, {services}, {options}), Port"));

    /// <summary>A gateway for clients that do not answer a goodbye: its time goes, and a busy machine has enough of it.</summary>
    /// <param name="limits">More members of the section <c>limits</c>, each with a comma before it.</param>
    public static Task<GatewayHost> StartGatewayAsync(string limits = "")
        => GatewayHost.StartAsync($$"""{ "handshakeTimeout": "60s", "startTimeout": "60s"{{limits}} }""", TimeProvider.System);

    /// <summary>Full path of an Erlang source file beside the tests.</summary>
    public static string Source(string module) => Path.Combine(AppContext.BaseDirectory, "Classic", module + ".erl");
}
