using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The process <c>application_controller</c>: which applications start, run and end, and what follows from an end.</summary>
internal sealed class ControllerServer(ApplicationTable table, TaskCompletionSource<ErlTerm> ended) : GenServer
{
    private static readonly ErlTerm Stopped = ErlTerm.Atom("stopped");
    private static readonly ErlTerm Refusal = ErlTerm.Tuple(Atoms.Error, ErlTerm.Atom("terminating"));

    private readonly Dictionary<ErlAtom, Entry> _entries = [];
    private ApplicationLog? _log;

    private ApplicationLog Log => _log ??= new ApplicationLog(Process.Node);

    protected internal override ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        return InitResult.Ok;
    }

    protected internal override async ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom("start_application"), ErlAtom name, ErlAtom kind]:
                return Start(name, ApplicationTerms.KindOf(kind), from) is { } refusal ? CallResult.Reply(refusal) : CallResult.NoReply;
            case ErlTuple and [ErlAtom("stop_application"), ErlAtom name]:
                return CallResult.Reply(await StopAsync(name).ConfigureAwait(false));
            case ErlTuple and [ErlAtom("unload_application"), ErlAtom name]:
                return CallResult.Reply(_entries.ContainsKey(name) ? ApplicationTerms.Failed("running", name)
                    : table.TryUnload(name) ? Atoms.Ok : ApplicationTerms.Failed("not_loaded", name));
            case ErlTuple and [ErlAtom("is_running"), ErlAtom name]:
                return CallResult.Reply(table.Running.Contains(name));
            case ErlAtom("which_applications"):
                return CallResult.Reply(ApplicationTerms.ListOf(table.Which));
            default:
                return CallResult.Reply(ErlTerm.Tuple(Atoms.Error, ErlTerm.Tuple(ErlTerm.Atom("unknown_request"), request)));
        }
    }

    protected internal override async ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
    {
        if (!ApplicationMaster.TryReadStarted(request, out ErlAtom name, out ErlTerm? failure) || !_entries.TryGetValue(name, out Entry? entry) || entry.IsRunning)
        {
            return HandleResult.NoReply;
        }

        ErlTerm answer = failure is null ? Atoms.Ok : ErlTerm.Tuple(Atoms.Error, failure);
        foreach (GenFrom waiting in entry.Waiting)
        {
            waiting.Reply(Process, answer);
        }

        entry.Waiting.Clear();
        if (failure is null)
        {
            entry.IsRunning = true;
            table.Running = table.Running.Insert(0, name);
            Log.Started(name);
            return HandleResult.NoReply;
        }

        _entries.Remove(name);
        return entry.Kind == RestartKind.Temporary
            ? Note(name, entry.Kind, failure)
            : await EndAllAsync(name, entry.Kind, ApplicationTerms.Failure("application_start_failure", name, failure)).ConfigureAwait(false);
    }

    protected internal override async ValueTask<HandleResult> HandleInfoAsync(ErlTerm message)
    {
        if (!GenMessage.TryReadExit(message, out ErlPid? from, out ErlTerm? reason)
            || _entries.FirstOrDefault(each => each.Value.Master.Equals(from)) is not { Value: { } entry } known)
        {
            return HandleResult.NoReply;
        }

        if (!entry.IsRunning)
        {
            // It ended before it could tell how its start went.
            return await HandleCastAsync(ApplicationMaster.Unstarted(known.Key, reason)).ConfigureAwait(false);
        }

        Remove(known.Key);
        bool goesOn = entry.Kind == RestartKind.Temporary || (entry.Kind == RestartKind.Transient && reason == Atoms.Normal);
        return goesOn
            ? Note(known.Key, entry.Kind, reason)
            : await EndAllAsync(known.Key, entry.Kind, ApplicationTerms.Failure("application_terminated", known.Key, reason)).ConfigureAwait(false);
    }

    protected internal override async ValueTask TerminateAsync(ErlTerm reason)
    {
        await StopAllAsync().ConfigureAwait(false);
        ended.TrySetResult(reason);
    }

    private ErlTerm? Start(ErlAtom name, RestartKind kind, GenFrom from)
    {
        if (table.Find(name) is not { } application)
        {
            return ApplicationTerms.NoSuch(name);
        }

        if (_entries.TryGetValue(name, out Entry? present))
        {
            if (present.IsRunning)
            {
                return ApplicationTerms.Failed("already_started", name);
            }

            present.Waiting.Add(from);
            return null;
        }

        if (application.Dependencies.FirstOrDefault(needed => !table.Running.Contains(needed)) is { } missing)
        {
            return ApplicationTerms.Failed("not_started", missing);
        }

        var master = new ApplicationMaster(Process.Self, application);
        ErlPid pid = Process.SpawnLink(master.RunAsync, new SpawnOptions { Label = "application " + name.Name });
        _entries.Add(name, new Entry(pid, kind, from));
        return null;
    }

    private async ValueTask<ErlTerm> StopAsync(ErlAtom name)
    {
        if (!_entries.TryGetValue(name, out Entry? entry) || !entry.IsRunning)
        {
            return ApplicationTerms.Failed("not_started", name);
        }

        await StopAsync(entry).ConfigureAwait(false);
        Remove(name);
        Note(name, entry.Kind, Stopped);
        return Atoms.Ok;
    }

    private async ValueTask StopAsync(Entry entry)
    {
        ErlReference monitor = Process.Monitor(entry.Master);
        ApplicationMaster.Stop(Process, entry.Master);
        await Process.ReceiveAsync(monitor).ConfigureAwait(false);
        Process.Unlink(entry.Master);
        await Process
            .ReceiveAsync(message => GenMessage.TryReadExit(message, out ErlPid? from, out _) && from.Equals(entry.Master), TimeSpan.Zero)
            .ConfigureAwait(false);
    }

    private HandleResult Note(ErlAtom name, RestartKind kind, ErlTerm reason)
    {
        if (ProcLib.IsOrderly(reason) || reason == Stopped)
        {
            Log.Ended(name, kind, reason);
        }
        else
        {
            Log.Crashed(name, kind, reason);
        }

        return HandleResult.NoReply;
    }

    /// <summary>Without this application the program is not whole: every other one stops, and the host is told.</summary>
    private async ValueTask<HandleResult> EndAllAsync(ErlAtom name, RestartKind kind, ErlTerm failure)
    {
        Log.AllEnd(name, kind, failure);
        await StopAllAsync().ConfigureAwait(false);
        ended.TrySetResult(failure);
        return HandleResult.Stop(ErlTerm.Tuple(Atoms.Shutdown, failure));
    }

    /// <summary>Those that still start are the youngest: they are let finish their start, and stop then.</summary>
    private async ValueTask StopAllAsync()
    {
        foreach ((ErlAtom name, Entry entry) in _entries.Where(each => !each.Value.IsRunning).ToArray())
        {
            ErlReference monitor = Process.Monitor(entry.Master);
            ApplicationMaster.Stop(Process, entry.Master);
            await RefuseUntilAsync(monitor).ConfigureAwait(false);
            foreach (GenFrom waiting in entry.Waiting)
            {
                waiting.Reply(Process, Refusal);
            }

            Remove(name);
        }

        foreach (ErlAtom name in table.Running)
        {
            await StopAsync(_entries[name]).ConfigureAwait(false);
            Remove(name);
        }
    }

    /// <summary>Waits, and answers who calls meanwhile: a start that asks the controller would wait for it, and the controller for the start.</summary>
    private async ValueTask RefuseUntilAsync(ErlReference monitor)
    {
        while (true)
        {
            ErlTerm message = await Process
                .ReceiveAsync(each => GenMessage.TryReadCall(each, out _, out _) || SaysDown(each))
                .ConfigureAwait(false);
            if (!GenMessage.TryReadCall(message, out GenFrom from, out _))
            {
                return;
            }

            from.Reply(Process, Refusal);
        }

        bool SaysDown(ErlTerm message) => message is ErlTuple { Count: 5 } down && down[0] == Atoms.Down && down[1].Equals(monitor);
    }

    private void Remove(ErlAtom name)
    {
        _entries.Remove(name);
        table.Running = table.Running.Remove(name);
    }

    private sealed class Entry(ErlPid master, RestartKind kind, GenFrom from)
    {
        public ErlPid Master { get; } = master;

        public RestartKind Kind { get; } = kind;

        public bool IsRunning { get; set; }

        /// <summary>Who waits for the start.</summary>
        public List<GenFrom> Waiting { get; } = [from];
    }
}
