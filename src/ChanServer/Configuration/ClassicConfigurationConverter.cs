using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration.Faults;
using Chan.Terms.Syntax;

namespace Chan.Server.Configuration;

/// <summary>Makes the native configuration of a lib_chan one: same port number, same services, verifiers in place of passwords.</summary>
public static class ClassicConfigurationConverter
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",

        // The text goes to a file, not into a web page: Erlang terms stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Converts a file. Runs scrypt once per password: about a tenth of a second each.</summary>
    /// <param name="path">A lib_chan configuration. That others can read it is reported, but does not keep it from being converted.</param>
    /// <param name="random">Salts of the verifiers; null for the system's generator.</param>
    public static ClassicConversion ToJson(string path, RandomNumberGenerator? random = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using RandomNumberGenerator? own = random is null ? RandomNumberGenerator.Create() : null;
        (GatewayConfiguration? configuration, IReadOnlyList<ConfigurationFault> faults) = ConfigurationLoader.LoadForConversion(path);
        if (configuration is null)
        {
            return new() { Faults = faults };
        }

        string[] notes = [.. Notes(configuration)];
        return new() { Json = Write(configuration, notes, random ?? own!), Faults = faults, Notes = notes };
    }

    private static IEnumerable<string> Notes(GatewayConfiguration configuration)
    {
        yield return "This port is native: clients must connect with chan:// instead of the classic protocol.";
        yield return "The passwords became verifiers and still work. Those that stood in a readable file, or went over a classic port, should be changed: chan passwd NAME.";
        yield return "Keep this file owner-only (chmod 600), and destroy the old one: it has the passwords.";
        yield return "The modules must exist as .NET modules of the gateway: name their assemblies in \"modules\".";
        foreach (ServiceConfiguration open in configuration.Services.Where(service => service.Password is Credential.None))
        {
            yield return $"The service '{open.Name}' has no password and is treated as unknown on a native port: give it one.";
        }
    }

    private static string Write(GatewayConfiguration configuration, IReadOnlyList<string> notes, RandomNumberGenerator random)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("ports");
            foreach (PortConfiguration port in configuration.Ports)
            {
                WritePort(json, port);
            }

            json.WriteEndObject();
            json.WriteStartObject("services");
            foreach (ServiceConfiguration service in configuration.Services)
            {
                WriteService(json, service, random);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        string comments = string.Concat(notes.Select(note => $"// {note}\n"));
        return comments + Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void WritePort(Utf8JsonWriter json, PortConfiguration port)
    {
        json.WriteStartObject("native");
        json.WriteString("address", port.EndPoint.Address.ToString());
        json.WriteNumber("port", port.EndPoint.Port);
        WriteList(json, "services", port.Services);
        json.WriteEndObject();
    }

    private static void WriteService(Utf8JsonWriter json, ServiceConfiguration service, RandomNumberGenerator random)
    {
        json.WriteStartObject(service.Name);
        if (service.Target is ServiceTarget.Mfa mfa)
        {
            WriteList(json, "mfa", [mfa.Module.Name, mfa.Function.Name, TermPrinter.Print(mfa.Arguments)]);
        }

        if (service.Password is Credential.Password password)
        {
            json.WriteString("verifier", VerifierRecord.Create(service.Name, password.Value, KdfParameters.Default, random).Format());
        }
        else
        {
            json.WriteBoolean("noPassword", true);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (string item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
