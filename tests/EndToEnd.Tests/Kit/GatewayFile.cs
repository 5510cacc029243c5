using System.Text.Json;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>Configuration files of the gateways under test, in the form that an owner writes.</summary>
internal static class GatewayFile
{
    /// <summary>The password of every native service in these files.</summary>
    public const string Password = "ABXy45";

    /// <summary>The password of every classic service; another one, because the classic protocol would give the native one away.</summary>
    public const string ClassicPassword = "old-ABXy45";

    /// <summary>Writes a file with a native and a classic port on loopback, both chosen by the system, and the services of these tests.</summary>
    /// <param name="folder">Where it is written, and where the gateway keeps its state.</param>
    /// <param name="limits">The section <c>limits</c>, as JSON.</param>
    /// <param name="name">Name of the file.</param>
    /// <returns>Its full path.</returns>
    public static string Write(TempFolder folder, string limits = "{}", string name = "chan.json")
        => folder.Write(name, $$"""
            {
              "ports": {
                "native": { "address": "127.0.0.1", "port": 0, "services": ["nameServer", "probe", "ledger"] },
                "classic": { "address": "127.0.0.1", "port": 0, "protocol": "classic", "services": ["oldNameServer", "oldProbe", "openServer"], "revealServices": true }
              },
              "services": {
                "nameServer": { "mfa": ["mod_name_server", "start_me_up", "notUsed"], "password": "{{Password}}" },
                "probe": { "mfa": ["probe", "start", "[from_file]"], "password": "{{Password}}" },
                "ledger": { "mfa": ["ledger", "start", "[]"], "password": "{{Password}}" },
                "oldNameServer": { "mfa": ["mod_name_server", "start_me_up", "notUsed"], "password": "{{ClassicPassword}}" },
                "oldProbe": { "mfa": ["probe", "start", "[from_file]"], "password": "{{ClassicPassword}}" },
                "openServer": { "mfa": ["mod_name_server", "start_me_up", "notUsed"], "noPassword": true }
              },
              "modules": [{{JsonSerializer.Serialize(typeof(GatewayFile).Assembly.Location)}}],
              "stateFolder": {{JsonSerializer.Serialize(folder.File("state"))}},
              "limits": {{limits}}
            }
            """);
}
