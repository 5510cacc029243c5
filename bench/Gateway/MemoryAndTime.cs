namespace Chan.Benchmarks.Gateway;

/// <summary>What a measured server says about its own process: one number for each line of its input.</summary>
internal static class MemoryAndTime
{
    /// <summary>Bytes of live objects.</summary>
    internal const string Managed = "managed";

    /// <summary>Bytes of the process that are in memory, after a collection.</summary>
    internal const string Resident = "resident";

    /// <summary>Processor time so far, all threads, in microseconds.</summary>
    internal const string Processor = "processor";

    /// <summary>Answers until the input ends.</summary>
    internal static async Task AnswerAsync(StreamReader input)
    {
        while (await input.ReadLineAsync() is { } question)
        {
            Console.WriteLine(question switch
            {
                Managed => GC.GetTotalMemory(forceFullCollection: true),
                Resident => CollectedWorkingSet(),
                Processor => (long)Environment.CpuUsage.TotalTime.TotalMicroseconds,
                _ => throw new ArgumentException($"Asked for {question}.", nameof(input)),
            });
        }
    }

    private static long CollectedWorkingSet()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
