using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Starting;

/// <summary>Starts processes that know their ancestors, can say when they are ready, and whose crash is reported with what tools need.</summary>
/// <remarks>
/// Such a process carries <c>$ancestors</c> and <c>$initial_call</c> in its dictionary. An end other than <c>normal</c>, <c>shutdown</c> and
/// <c>{shutdown, _}</c> by its own code is a crash report in the log. Source: distribution specification, section 6.11.
/// </remarks>
public static class ProcLib
{
    private static readonly ErlAtom TerminateRequest = ErlTerm.Atom("terminate");
    private static readonly ErlAtom Sys = ErlTerm.Atom("sys");

    extension(ProcessContext self)
    {
        /// <summary>Starts a process and waits until it says that it runs: <c>proc_lib:start/5</c>.</summary>
        /// <param name="initialCall">What it runs, for tools: <c>{Module, Function, Arity}</c>.</param>
        /// <param name="body">Its code; calls <see cref="InitAck.Ok"/> or <see cref="InitAck.Fail"/> once.</param>
        /// <param name="options">Name, time-out and the rest. The name is for <paramref name="body"/> to register.</param>
        public Task<StartResult> StartProcessAsync(ErlTerm initialCall, Func<ProcessContext, InitAck, Task> body, StartOptions? options = null)
            => StartAsync(self, StartKind.Alone, initialCall, body, options ?? StartOptions.Default);

        /// <summary>As <see cref="StartProcessAsync"/>, linked: <c>proc_lib:start_link/5</c>. A failed start also gives the exit signal of the link.</summary>
        /// <param name="initialCall">What it runs, for tools: <c>{Module, Function, Arity}</c>.</param>
        /// <param name="body">Its code; calls <see cref="InitAck.Ok"/> or <see cref="InitAck.Fail"/> once.</param>
        /// <param name="options">Name, time-out and the rest.</param>
        public Task<StartResult> StartProcessLinkAsync(ErlTerm initialCall, Func<ProcessContext, InitAck, Task> body, StartOptions? options = null)
            => StartAsync(self, StartKind.Linked, initialCall, body, options ?? StartOptions.Default);

        /// <summary>Starts a process at once, linked or not: <c>proc_lib:spawn/3</c>.</summary>
        /// <param name="initialCall">What it runs, for tools: <c>{Module, Function, Arity}</c>.</param>
        /// <param name="body">Its code.</param>
        /// <param name="options">As for any process.</param>
        public ErlPid SpawnProcess(ErlTerm initialCall, Func<ProcessContext, Task> body, SpawnOptions? options = null)
        {
            ErlList ancestors = AncestorsOf(self);
            return self.Spawn(child => RunAsync(child, ancestors, initialCall, body), options);
        }
    }

    /// <summary>The wait of a start.</summary>
    internal static async Task<StartResult> StartAsync(
        ProcessContext self, StartKind kind, ErlTerm initialCall, Func<ProcessContext, InitAck, Task> body, StartOptions options)
    {
        (StartResult result, ErlReference monitor) = await StartMonitorAsync(self, kind, initialCall, body, options).ConfigureAwait(false);
        if (result.IsStarted)
        {
            self.Demonitor(monitor, DemonitorOptions.Flush);
        }

        return result;
    }

    /// <summary>As <see cref="StartAsync"/>; the monitor, which has been there from the first moment, stays when the process runs.</summary>
    internal static async Task<(StartResult Result, ErlReference Monitor)> StartMonitorAsync(
        ProcessContext self, StartKind kind, ErlTerm initialCall, Func<ProcessContext, InitAck, Task> body, StartOptions options)
    {
        self.CheckReceive(options.Timeout);
        ErlPid starter = self.Self;
        ErlList ancestors = AncestorsOf(self);
        (ErlPid pid, ErlReference monitor) = self.SpawnMonitor(
            child =>
            {
                var ack = new InitAck(child, starter);
                return RunAsync(child, ancestors, initialCall, inner => body(inner, ack), ack);
            },
            options.ToSpawnOptions(kind == StartKind.Linked ? starter : null));
        ErlTerm? answer = await self.ReceiveAsync(message => IsFrom(message, pid, monitor), options.Timeout).ConfigureAwait(false);
        if (answer is ErlTuple and [ErlAtom label, _, var started] && label == Atoms.Ack)
        {
            return (StartResult.TryRead(started, out StartResult? ok) ? ok : StartResult.Failed(started), monitor);
        }

        StartResult failure = answer is ErlTuple { Count: 3 } nack && StartResult.TryRead(nack[2], out StartResult? told) ? told
            : StartResult.Failed(answer is ErlTuple { Count: 5 } down ? down[4] : Atoms.Timeout);
        await SeeEndAsync(self, kind, pid, monitor, answer).ConfigureAwait(false);
        return (failure, monitor);
    }

    /// <summary>
    /// Asks a process to terminate, by the sys protocol, and waits for its end. The failures are those of <c>proc_lib:stop/3</c>: <c>noproc</c>,
    /// <c>timeout</c>, another end than the one asked for, or <c>{{nodedown, Node}, {sys, terminate, Arguments}}</c>.
    /// </summary>
    internal static async ValueTask<GenOutcome> StopAsync(ProcessContext self, ErlTerm server, ErlTerm reason, TimeSpan timeout)
    {
        if (ServerName.Find(self.Node, server) is not { } destination)
        {
            return GenOutcome.Failed(Atoms.Noproc);
        }

        self.CheckReceive(timeout);
        ErlReference reference;
        try
        {
            reference = GenClient.Send(self, Atoms.System, destination, ErlTerm.Tuple(TerminateRequest, reason));
        }
        catch (TermException refused) when (!self.IsDead)
        {
            return GenOutcome.Failed(AsTerminate(ExitReasons.Of(refused)));
        }

        self.Unalias(reference);
        var deadline = Deadline.After(self.Node.TimeProvider, timeout);
        ErlTerm? answer = await self.ReceiveAnswerAsync(reference, deadline.Left).ConfigureAwait(false);
        if (answer is ErlTuple { Count: 2 })
        {
            // It says ok by pid, as before OTP 24; what counts is its end.
            answer = await self.ReceiveAnswerAsync(reference, deadline.Left).ConfigureAwait(false);
        }

        if (answer is null)
        {
            self.Demonitor(reference, DemonitorOptions.Flush);
            return GenOutcome.Failed(Atoms.Timeout);
        }

        ErlTerm end = GenClient.Finish(self, reference, answer).Failure!;
        if (end is ErlTuple and [ErlAtom down, _] && down == Atoms.Nodedown)
        {
            end = AsTerminate(end);
        }

        return end.Equals(reason) ? GenOutcome.Replied(Atoms.Ok) : GenOutcome.Failed(end);

        ErlTerm AsTerminate(ErlTerm failure)
            => ErlTerm.Tuple(failure, ErlTerm.Tuple(Sys, TerminateRequest, ErlTerm.List(server, reason, TimeoutTerm.Of(timeout))));
    }

    /// <summary>Whether an end is one that nobody needs to hear of: <c>normal</c>, <c>shutdown</c> or <c>{shutdown, _}</c>.</summary>
    internal static bool IsOrderly(ErlTerm reason)
        => reason.Equals(Atoms.Normal) || reason.Equals(Atoms.Shutdown) || (reason is ErlTuple { Count: 2 } pair && pair[0].Equals(Atoms.Shutdown));

    private static async Task RunAsync(ProcessContext self, ErlList ancestors, ErlTerm initialCall, Func<ProcessContext, Task> body, InitAck? ack = null)
    {
        self.Dictionary[Atoms.Ancestors] = ancestors;
        self.Dictionary[Atoms.InitialCall] = initialCall;
        try
        {
            await body(self).ConfigureAwait(false);
        }
        catch (Exception crash) when (!self.IsDead)
        {
            ErlTerm reason = ExitReasons.Of(crash);
            if (!IsOrderly(reason))
            {
                ErlTerm call = self.Dictionary[Atoms.InitialCall] ?? initialCall;
                await CrashReport.WriteAsync(self, call, ancestors, reason, crash, ack?.Show).ConfigureAwait(false);
            }

            // The report is written: the runtime need not write another one.
            throw TermException.Exit(reason);
        }
    }

    /// <summary>The process that started has failed, or is ended now; nothing of it stays in the mailbox.</summary>
    private static async Task SeeEndAsync(ProcessContext self, StartKind kind, ErlPid pid, ErlReference monitor, ErlTerm? answer)
    {
        if (answer is null)
        {
            if (kind == StartKind.Linked)
            {
                self.Unlink(pid);
            }

            self.Exit(pid, Atoms.Kill);
        }

        if (answer is not ErlTuple { Count: 5 })
        {
            await self.ReceiveAsync(monitor).ConfigureAwait(false);
        }

        if (answer is null)
        {
            // What it told in the instant between the time-out and its end.
            await self.ReceiveAsync(message => IsTold(message, pid), TimeSpan.Zero).ConfigureAwait(false);
        }

        if (kind == StartKind.Linked && self.TrapExit)
        {
            await self.ReceiveAsync(message => GenMessage.TryReadExit(message, out ErlPid? from, out _) && from.Equals(pid), TimeSpan.Zero)
                .ConfigureAwait(false);
        }
    }

    private static bool IsFrom(ErlTerm message, ErlPid pid, ErlReference monitor) => message switch
    {
        ErlTuple { Count: 5 } down => down[1].Equals(monitor),
        _ => IsTold(message, pid),
    };

    private static bool IsTold(ErlTerm message, ErlPid pid)
        => message is ErlTuple { Count: 3 } told && (told[0].Equals(Atoms.Ack) || told[0].Equals(Atoms.Nack)) && told[1].Equals(pid);

    /// <summary>Names or pids, the nearest first.</summary>
    private static ErlList AncestorsOf(ProcessContext self)
    {
        ErlTerm own = self.RegisteredName ?? (ErlTerm)self.Self;
        return self.Dictionary[Atoms.Ancestors] is ErlList { IsProper: true } older ? ErlTerm.List([own, .. older]) : ErlTerm.List(own);
    }
}
