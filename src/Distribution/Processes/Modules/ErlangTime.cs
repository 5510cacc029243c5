using System.Diagnostics;
using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>Time and statistics in module <c>erlang</c>. Times are nanoseconds, the native unit of OTP on today's systems.</summary>
internal sealed class ErlangTime(TimeProvider time)
{
    private const long PerSecond = 1_000_000_000;
    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private long _lastWallClock;
    private long _lastRuntime;
    private long _unique;

    public void AddTo(ModuleTable table)
    {
        ErlAtom module = Atoms.Erlang;
        foreach ((string name, Func<long> clock) in new (string, Func<long>)[]
        {
            ("monotonic_time", Monotonic), ("system_time", SystemTime), ("time_offset", () => SystemTime() - Monotonic()),
        })
        {
            table.Add(module, name, 0, _ => clock());
            table.Add(module, name, 1, arguments => Convert(clock(), PartsOf(arguments[0])));
        }

        table.Add(module, "timestamp", 0, _ => Timestamp());
        table.Add(module, "convert_time_unit", 3, arguments => arguments[0] is ErlInteger(long value)
            ? (ErlTerm)(long)FloorDivide((Int128)value * PartsOf(arguments[2]), PartsOf(arguments[1]))
            : throw BuiltIn.BadArgument());
        table.Add(module, "unique_integer", 0, _ => Interlocked.Increment(ref _unique));
        table.Add(module, "unique_integer", 1, arguments => BuiltIn.ProperList(arguments[0]).All(option => option is ErlAtom("positive" or "monotonic"))
            ? Interlocked.Increment(ref _unique)
            : throw BuiltIn.BadArgument());
        table.Add(module, "statistics", 1, arguments => Statistics(BuiltIn.Name(arguments[0])));
    }

    private static long PartsOf(ErlTerm unit) => unit switch
    {
        ErlAtom("second" or "seconds") => 1,
        ErlAtom("millisecond" or "milli_seconds") => 1_000,
        ErlAtom("microsecond" or "micro_seconds") => 1_000_000,
        ErlAtom("nanosecond" or "nano_seconds" or "native" or "perf_counter") => PerSecond,
        ErlInteger(long parts) when parts > 0 => parts,
        _ => throw BuiltIn.BadArgument(),
    };

    private static ErlTerm Convert(long nanoseconds, long parts) => (long)FloorDivide((Int128)nanoseconds * parts, PerSecond);

    private static Int128 FloorDivide(Int128 value, Int128 by) => value >= 0 ? value / by : -((-value + by - 1) / by);

    private long Monotonic() => (long)((Int128)time.GetTimestamp() * PerSecond / time.TimestampFrequency);

    private long SystemTime() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * (PerSecond / TimeSpan.TicksPerSecond);

    private ErlTuple Timestamp()
    {
        long microseconds = SystemTime() / 1000;
        return ErlTerm.Tuple(microseconds / 1_000_000_000_000, microseconds / 1_000_000 % 1_000_000, microseconds % 1_000_000);
    }

    private ErlTerm Statistics(ErlAtom item)
    {
        switch (item.Name)
        {
            case "wall_clock":
                return SinceLast((long)time.GetElapsedTime(_started).TotalMilliseconds, ref _lastWallClock);
            case "runtime":
                using (var process = Process.GetCurrentProcess())
                {
                    return SinceLast((long)process.TotalProcessorTime.TotalMilliseconds, ref _lastRuntime);
                }

            case "garbage_collection":
                return ErlTerm.Tuple(GC.CollectionCount(0), 0, 0);
            case "run_queue" or "total_run_queue_lengths":
                return ThreadPool.PendingWorkItemCount;
            default:
                throw BuiltIn.BadArgument();
        }
    }

    private ErlTuple SinceLast(long now, ref long last)
    {
        lock (_lock)
        {
            long since = now - last;
            last = now;
            return ErlTerm.Tuple(now, since);
        }
    }
}
