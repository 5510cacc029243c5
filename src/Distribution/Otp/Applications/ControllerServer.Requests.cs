using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <content>The requests that change something.</content>
internal sealed partial class ControllerServer
{
    private static readonly ErlAtom Kernel = ErlTerm.Atom("kernel");
    private static readonly ErlAtom Permissions = ErlTerm.Atom("permissions");

    private CallResult Control(ErlTerm request, GenFrom from)
    {
        if (_stopping is not null)
        {
            _waiting.Enqueue((request, from));
            return CallResult.NoReply;
        }

        return Do(request, from) is { } answer ? CallResult.Reply(answer) : CallResult.NoReply;
    }

    /// <summary>An application has stopped: what waited for that.</summary>
    private void GoOn()
    {
        while (_stopping is null && _waiting.TryDequeue(out (ErlTerm Request, GenFrom From) next))
        {
            if (Do(next.Request, next.From) is { } answer)
            {
                next.From.Reply(Process, answer);
            }
        }
    }

    /// <returns>The answer; <see langword="null"/> when it comes later.</returns>
    private ErlTerm? Do(ErlTerm request, GenFrom from) => request switch
    {
        ErlTuple and [ErlAtom("start_application"), ErlAtom name, var kind] => Start(name, kind, from),
        ErlTuple and [ErlAtom("stop_application"), ErlAtom name] => Stop(name, from),
        ErlTuple and [ErlAtom("unload_application"), ErlAtom name]
            => _entries.ContainsKey(name) ? ApplicationTerms.Failed("running", name)
                : table.TryUnload(name) ? Atoms.Ok
                : ApplicationTerms.Failed("not_loaded", name),
        ErlTuple and [ErlAtom("permit_application"), ErlAtom name, ErlAtom bit] when bit == Atoms.True => Permit(name, from),
        ErlTuple and [ErlAtom("permit_application"), ErlAtom name, ErlAtom bit] when bit == Atoms.False => Forbid(name, from),
        _ => ApplicationTerms.Failed("unknown_request", request),
    };

    private ErlTerm? Start(ErlAtom name, ErlTerm kind, GenFrom from)
    {
        if (_entries.TryGetValue(name, out ApplicationEntry? present))
        {
            if (present.IsRunning)
            {
                return ApplicationTerms.Failed("already_started", name);
            }

            present.AddWaiting(from);
            return null;
        }

        if (ApplicationTerms.KindOf(kind) is not { } restart)
        {
            return ApplicationTerms.Failed("invalid_restart_type", kind);
        }

        if (table.Find(name) is not { } application)
        {
            return ApplicationTerms.Failed("not_loaded", name);
        }

        if (Needed(application).FirstOrDefault(each => !_started.ContainsKey(each)) is { } missing)
        {
            return ApplicationTerms.Failed("not_started", missing);
        }

        if (!IsPermitted(name))
        {
            _held[name] = restart;
            return Atoms.Ok;
        }

        Spawn(application, restart, from);
        return null;
    }

    private void Spawn(Application application, RestartKind kind, GenFrom from)
    {
        ErlAtom? ended = Needed(application).FirstOrDefault(each => !table.IsRunning(each));
        ErlPid? master = null;
        if (ended is null)
        {
            var body = new ApplicationMaster(Process.Self, token, application, table, options);
            master = Process.SpawnLink(body.RunAsync, new SpawnOptions { Label = "master of application " + application.Name });
        }
        else
        {
            Process.Send(Process.Self, ApplicationMaster.Started(token, application.Name, ApplicationTerms.Reason("not_running", ended)));
        }

        var entry = new ApplicationEntry(application.Name, kind, master);
        entry.AddWaiting(from);
        _entries.Add(application.Name, entry);
    }

    private static IEnumerable<ErlAtom> Needed(Application application) => application.Dependencies.Except(application.OptionalDependencies);

    private ErlTerm? Stop(ErlAtom name, GenFrom from)
    {
        bool wasStarted = _started.Remove(name);
        if (_entries.TryGetValue(name, out ApplicationEntry? entry) && entry.IsRunning)
        {
            Stop(entry, from);
            return null;
        }

        return wasStarted ? Atoms.Ok : ApplicationTerms.Failed("not_started", name);
    }

    private void Stop(ApplicationEntry entry, GenFrom from)
    {
        _stopping = entry;
        entry.AddWaiting(from);
        ApplicationMaster.Stop(Process, token, entry.Master!, StopLimit.None);
    }

    /// <summary>May run: starts what waits for that, or what has ended or was forbidden since it was started.</summary>
    private ErlTerm? Permit(ErlAtom name, GenFrom from)
    {
        if (table.IsRunning(name))
        {
            return Atoms.Ok;
        }

        if (table.Find(name) is not { } application)
        {
            return ApplicationTerms.Failed("not_loaded", name);
        }

        SetPermission(name, Atoms.True);
        RestartKind kind;
        if (_entries.ContainsKey(name) || (!_held.Remove(name, out kind) && !_started.Remove(name, out kind)))
        {
            return Atoms.Ok;
        }

        Spawn(application, kind, from);
        return null;
    }

    /// <summary>May not run. One that runs is stopped, and stays one that was started; as in OTP only what does not run is remembered as forbidden.</summary>
    private ErlTerm? Forbid(ErlAtom name, GenFrom from)
    {
        if (_entries.TryGetValue(name, out ApplicationEntry? entry) && entry.IsRunning)
        {
            Stop(entry, from);
            return null;
        }

        if (table.Find(name) is null)
        {
            return ApplicationTerms.Failed("not_loaded", name);
        }

        SetPermission(name, Atoms.False);
        _held.Remove(name);
        return Atoms.Ok;
    }

    private ErlList PermissionsNow() => table.Environment.Get(Kernel, Permissions) is ErlList { IsProper: true } list ? list : ErlList.Empty;

    private bool IsPermitted(ErlAtom name) => !PermissionsNow().Contains(ErlTerm.Tuple(name, Atoms.False));

    private void SetPermission(ErlAtom name, ErlAtom bit) => table.Environment.Set(Kernel, Permissions, ErlTerm.List(
        [ErlTerm.Tuple(name, bit), .. PermissionsNow().Where(each => each is not (ErlTuple and [ErlAtom other, _]) || other != name)]));

    /// <summary>What <c>application:info/0</c> shows.</summary>
    private ErlList ToInfo()
    {
        return ErlTerm.List(
            Pair("loaded", ApplicationTerms.ListOf(table.Loaded)),
            Pair("loading", ErlList.Empty),
            Pair("started", Kinds(_started)),
            Pair("start_p_false", Kinds(_held)),
            Pair("running", ErlTerm.List([.. table.Running.Select(each => ErlTerm.Tuple(each.Name, each.Master))])),
            Pair("starting", Kinds(_entries.Where(each => !each.Value.IsRunning).ToDictionary(each => each.Key, each => each.Value.Kind))));

        static ErlTuple Pair(string key, ErlTerm value) => ErlTerm.Tuple(ErlTerm.Atom(key), value);

        static ErlList Kinds(Dictionary<ErlAtom, RestartKind> kinds)
            => ErlTerm.List([.. kinds.Select(each => ErlTerm.Tuple(each.Key, ApplicationTerms.OfKind(each.Value)))]);
    }
}
