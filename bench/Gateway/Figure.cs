namespace Chan.Benchmarks.Gateway;

/// <summary>One measured value.</summary>
internal sealed record Figure(string Name, double Value, string Unit);
