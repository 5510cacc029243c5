namespace Chan.EndToEnd.Tests.Docs;

public sealed class Prices : Dictionary<string, int>;
