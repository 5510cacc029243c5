namespace Chan.Benchmarks.Distribution;

/// <summary>One pair of nodes that can run the rows of bench/erlang/distribution.erl.</summary>
internal interface IRows
{
    /// <summary>Runs a row once.</summary>
    /// <returns>What it did per second.</returns>
    Task<double> RateAsync(string row, int count);
}
