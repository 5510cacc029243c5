using System.Text.Json;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Schema;

namespace Chan.Server.Tests.Configuration;

public class SchemaTests
{
    [Fact]
    public void The_schema_for_editors_has_the_keys_and_ranges_that_the_loader_knows()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "config", "chan.schema.json")));

        Assert.Equal(Describe(GatewaySchema.Root, "").Order(), Describe(schema.RootElement, "").Order());
    }

    [Fact]
    public void The_manual_has_every_key()
    {
        string manual = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "configuration.md"));

        IEnumerable<string> keys = Describe(GatewaySchema.Root, "").Select(line => line.Split(' ')[0].Split(':')[^1]).Distinct();
        Assert.All(keys, key => Assert.True(
            manual.Contains($"`{key}`", StringComparison.Ordinal) || manual.Contains($":{key}`", StringComparison.Ordinal), key));
    }

    [Fact]
    public void Every_limit_of_the_gateway_has_a_key()
    {
        IEnumerable<string> properties = typeof(GatewayLimits).GetProperties().Select(property => property.Name);

        Assert.Equal(properties.Order(StringComparer.OrdinalIgnoreCase), GatewaySchema.Root.Find("limits")!.Children.Select(child => child.Name).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Describe(SettingDescription description, string path)
    {
        string inside = description.Kind == SettingKind.NamedSections ? path + ":NAME" : path;
        return description.Children.SelectMany(child => Describe(child, $"{inside}:{child.Name}")
            .Prepend($"{inside}:{child.Name} {(child.Kind == SettingKind.Integer ? $"{child.Min}..{child.Max}" : string.Join('|', child.Choices))}"));
    }

    private static IEnumerable<string> Describe(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("additionalProperties", out JsonElement named) && named.ValueKind == JsonValueKind.Object)
        {
            return Describe(named, path + ":NAME");
        }

        return !schema.TryGetProperty("properties", out JsonElement properties)
            ? []
            : properties.EnumerateObject().SelectMany(child => Describe(child.Value, $"{path}:{child.Name}").Prepend($"{path}:{child.Name} {Range(child.Value)}"));
    }

    private static string Range(JsonElement schema)
        => schema.TryGetProperty("minimum", out JsonElement minimum) ? $"{minimum}..{schema.GetProperty("maximum")}"
            : schema.TryGetProperty("enum", out JsonElement words) ? string.Join('|', words.EnumerateArray())
            : "";
}
