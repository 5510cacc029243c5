using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Benchmarks.Processes;

/// <summary>
/// How fast are processes on one node, beside Erlang's? Where Erlang is installed its half, bench/erlang/processes.erl, runs in turns with
/// this one: the same rows by the same names.
/// </summary>
internal sealed class ProcessBenchmarks(Node node, Measurement measurement)
{
    private static readonly ErlAtom Ping = ErlTerm.Atom("ping");
    private static readonly ErlAtom Pong = ErlTerm.Atom("pong");
    private static readonly ErlAtom Junk = ErlTerm.Atom("junk");
    private static readonly ErlAtom Wanted = ErlTerm.Atom("wanted");
    private static readonly ErlAtom Token = ErlTerm.Atom("token");
    private static readonly TermPattern WantedValue = TermPattern.Parse("{wanted, N}");
    private static int s_started;

    public static async Task RunAsync(string[] only)
    {
        await using var node = new Node();
        ErlangHalf? erlang = await ErlangHalf.TryStartAsync();
        await using IAsyncDisposable? ending = erlang;
        var all = new ProcessBenchmarks(node, new Measurement(erlang));
        foreach ((string name, Func<string, Task> run) in all.Rows())
        {
            if (only.Length == 0 || only.Contains(name))
            {
                await run(name);
            }
        }
    }

    private IEnumerable<(string Name, Func<string, Task> Run)> Rows()
    {
        yield return ("idle_proc_100k", IdleMemoryAsync);
        yield return ("spawn_exit_DOWN_serial", name => measurement.RateAsync(name, 200_000, "spawns/s", SpawnSerialAsync));
        yield return ("spawn_exit_DOWN_batch1000", name => measurement.RateAsync(name, 200_000, "spawns/s", SpawnBatchAsync));
        yield return ("pingpong_2procs", name => measurement.RateAsync(name, 500_000, "roundtrips/s", PingPongAsync));
        yield return ("send_oneway_1M", name => measurement.RateAsync(name, 1_000_000, "msgs/s", n => FanInAsync(1, n)));
        yield return ("fanin_8to1", name => measurement.RateAsync(name, 1_000_000, "msgs/s", n => FanInAsync(8, n / 8)));
        yield return ("selective_receive_backlog1000", name => measurement.RateAsync(name, 20_000, "receives/s", SelectiveAsync));
        yield return ("selective_receive_predicate_backlog1000",
            name => measurement.RateAsync(name, 20_000, "receives/s", SelectiveByPredicateAsync));
        yield return ("call_with_fresh_ref_backlog1000", name => measurement.RateAsync(name, 200_000, "roundtrips/s", FreshReferenceAsync));
        yield return ("gen_server_call", name => measurement.RateAsync(name, 300_000, "calls/s", ServerCallsAsync));
        yield return ("ring_1000x1000", RingAsync);
    }

    private Task SpawnSerialAsync(int count) => node.RunAsync(async self =>
    {
        for (int i = 0; i < count; i++)
        {
            (_, ErlReference down) = self.SpawnMonitor(static _ => Task.CompletedTask);
            await self.ReceiveAsync(down);
        }

        return true;
    });

    private Task SpawnBatchAsync(int count) => node.RunAsync(async self =>
    {
        var monitors = new ErlReference[1_000];
        for (int done = 0; done < count; done += monitors.Length)
        {
            for (int i = 0; i < monitors.Length; i++)
            {
                (_, monitors[i]) = self.SpawnMonitor(static _ => Task.CompletedTask);
            }

            foreach (ErlReference down in monitors)
            {
                await self.ReceiveAsync(down);
            }
        }

        return true;
    });

    private async Task PingPongAsync(int count)
    {
        ErlPid echo = node.Spawn(static async self =>
        {
            while (await self.ReceiveAsync() is ErlTuple and [_, ErlPid from, var n])
            {
                self.Send(from, ErlTerm.Tuple(Pong, n));
            }
        });
        await node.RunAsync(async self =>
        {
            for (int i = 0; i < count; i++)
            {
                self.Send(echo, ErlTerm.Tuple(Ping, self.Self, i));
                await self.ReceiveAsync();
            }

            self.Send(echo, Atoms.Stop);
            return true;
        });
    }

    private Task<ErlTerm> FanInAsync(int producers, int each) => node.RunAsync(async self =>
    {
        ErlPid boss = self.Self;
        ErlPid sink = self.SpawnLink(async sink =>
        {
            for (int left = producers * each; left > 0; left--)
            {
                await sink.ReceiveAsync();
            }

            sink.Send(boss, Atoms.Ok);
        });
        for (int i = 0; i < producers; i++)
        {
            self.SpawnLink(producer =>
            {
                for (int n = each; n > 0; n--)
                {
                    producer.Send(sink, ErlTerm.Tuple(producer.Self, n));
                }

                return Task.CompletedTask;
            });
        }

        return await self.ReceiveAsync(static message => message == Atoms.Ok);
    });

    private Task SelectiveAsync(int count) => node.RunAsync(async self =>
    {
        SendBacklog(self);
        for (int i = 0; i < count; i++)
        {
            self.Send(self.Self, ErlTerm.Tuple(Wanted, i));
            await self.ReceiveAsync(WantedValue.With("N", i));
        }

        return true;
    });

    private Task SelectiveByPredicateAsync(int count) => node.RunAsync(async self =>
    {
        SendBacklog(self);
        for (int i = 0; i < count; i++)
        {
            self.Send(self.Self, ErlTerm.Tuple(Wanted, i));
            await self.ReceiveAsync(static message => message is ErlTuple and [ErlAtom kind, _] && kind == Wanted);
        }

        return true;
    });

    private Task FreshReferenceAsync(int count) => node.RunAsync(async self =>
    {
        ErlPid echo = self.SpawnLink(static async echo =>
        {
            while (await echo.ReceiveAsync() is ErlTuple and [var reference, ErlPid from])
            {
                echo.Send(from, ErlTerm.Tuple(reference, Atoms.Ok));
            }
        });
        SendBacklog(self);
        for (int i = 0; i < count; i++)
        {
            ErlReference reference = self.MakeReference();
            self.Send(echo, ErlTerm.Tuple(reference, self.Self));
            await self.ReceiveAsync(reference);
        }

        self.Send(echo, Atoms.Stop);
        return true;
    });

    private async Task ServerCallsAsync(int count)
    {
        ErlPid server = (await GenServer.StartAsync(node, () => new EchoServer())).Pid;
        await node.RunAsync(async self =>
        {
            for (int i = 0; i < count; i++)
            {
                await self.CallAsync(server, ErlTerm.Tuple(Ping, i));
            }

            await self.StopAsync(server);
            return true;
        });
    }

    private async Task RingAsync(string name)
    {
        const int Length = 1_000;
        await node.RunAsync(async self =>
        {
            ErlPid first = self.Self;
            for (int i = 1; i < Length; i++)
            {
                ErlPid next = first;
                first = self.SpawnLink(async link =>
                {
                    ErlTerm message;
                    do
                    {
                        message = await link.ReceiveAsync();
                        link.Send(next, message);
                    }
                    while (message != Atoms.Stop);
                });
            }

            await measurement.RateAsync(name, Length * 1_000, "msgs/s", async count =>
            {
                for (int lap = count / Length; lap > 0; lap--)
                {
                    self.Send(first, ErlTerm.Tuple(Token, lap));
                    await self.ReceiveAsync();
                }
            });
            self.Send(first, Atoms.Stop);
            return await self.ReceiveAsync();
        });
    }

    private async Task IdleMemoryAsync(string name)
    {
        const int Count = 100_000;
        for (int round = 0; round < 2; round++)
        {
            GC.Collect();
            long before = GC.GetTotalMemory(forceFullCollection: true);
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            var pids = new ErlPid[Count];
            for (int i = 0; i < Count; i++)
            {
                pids[i] = node.Spawn(static async self =>
                {
                    Interlocked.Increment(ref s_started);
                    await self.ReceiveAsync();
                });
            }

            double rate = Count / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            while (Volatile.Read(ref s_started) < (round + 1) * Count)
            {
                await Task.Yield();
            }

            long after = GC.GetTotalMemory(forceFullCollection: true);
            if (round == 1)
            {
                (double Bytes, double Rate)? theirs = measurement.Erlang is { } erlang ? await erlang.IdleMemoryAsync(Count) : null;
                Measurement.Emit(name + "_memory_total", (after - before - (8L * Count)) / (double)Count, theirs?.Bytes, "bytes/proc");
                Measurement.Emit(name + "_spawn", rate, theirs?.Rate, "spawns/s");
            }

            Task<ErlTerm>[] ends = [.. pids.Select(pid => node.WhenExited(pid))];
            foreach (ErlPid pid in pids)
            {
                node.Send(pid, Atoms.Stop);
            }

            await Task.WhenAll(ends);
        }
    }

    private static void SendBacklog(ProcessContext self)
    {
        for (int i = 1; i <= 1_000; i++)
        {
            self.Send(self.Self, ErlTerm.Tuple(Junk, i));
        }
    }
}
