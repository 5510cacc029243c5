using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>The debug functions of one process: trace, log, statistics, and functions that were installed.</summary>
/// <remarks>
/// <c>log_to_file</c> is refused: a peer could have any file written. Functions to install must be exported ones of the node, as all that
/// peers can have run.
/// </remarks>
internal sealed class SystemDebug(ProcessContext self, ISystemCallbacks callbacks)
{
    /// <summary>Most events that a log keeps, whatever is asked for.</summary>
    public const int MaxLog = 10_000;

    /// <summary>Most functions installed at a time.</summary>
    public const int MaxInstalled = 100;

    private const int DefaultLog = 10;

    private static readonly ErlAtom Trace = ErlTerm.Atom("trace");
    private static readonly ErlAtom LogAtom = ErlTerm.Atom("log");
    private static readonly ErlAtom StatisticsAtom = ErlTerm.Atom("statistics");
    private static readonly ErlAtom Get = ErlTerm.Atom("get");
    private static readonly ErlAtom Print = ErlTerm.Atom("print");
    private static readonly ErlAtom Done = ErlTerm.Atom("done");

    private readonly Queue<ErlTerm> _log = new();
    private readonly Dictionary<ErlTerm, Installed> _installed = [];
    private bool _isTraced;
    private int _logLimit;
    private SystemStatistics? _statistics;

    /// <summary>Whether nothing is switched on.</summary>
    public bool IsIdle => !_isTraced && _logLimit == 0 && _statistics is null && _installed.Count == 0;

    /// <summary>Whether events are looked at in full, and not only counted.</summary>
    public bool ReadsEvents => _isTraced || _logLimit > 0 || _installed.Count > 0;

    /// <summary>The logged events, oldest first.</summary>
    public ErlList Log => ErlTerm.List([.. _log]);

    /// <summary>The debug functions that a process starts with; unknown ones are ignored, as in Erlang.</summary>
    public static SystemDebug? Start(ProcessContext self, ISystemCallbacks callbacks, IReadOnlyList<ErlTerm> options)
    {
        if (options.Count == 0)
        {
            return null;
        }

        var debug = new SystemDebug(self, callbacks);
        foreach (ErlTerm option in options)
        {
            debug.Change(option switch
            {
                ErlAtom name => ErlTerm.Tuple(name, Atoms.True),
                ErlTuple and [ErlAtom name, ErlInteger size] when name == LogAtom => ErlTerm.Tuple(name, ErlTerm.Tuple(Atoms.True, size)),
                _ => option,
            });
        }

        return debug.IsIdle ? null : debug;
    }

    /// <summary>Takes <c>{trace, true}</c>, <c>{log, get}</c> and the like, and gives the answer to it.</summary>
    public ErlTerm Change(ErlTerm option)
    {
        switch (option)
        {
            case ErlTuple and [ErlAtom kind, ErlAtom value] when kind == Trace && TryReadBool(value, out bool isTraced):
                _isTraced = isTraced;
                return Atoms.Ok;
            case ErlTuple and [ErlAtom kind, var value] when kind == LogAtom:
                return ChangeLog(value);
            case ErlTuple and [ErlAtom kind, ErlAtom value] when kind == StatisticsAtom:
                return ChangeStatistics(value);
            case ErlTuple and [ErlAtom("log_to_file"), var file]:
                return file.Equals(Atoms.False) ? Atoms.Ok : ErlTerm.Tuple(Atoms.Error, ErlTerm.Atom("open_file"));
            case ErlAtom("no_debug"):
                (_isTraced, _logLimit, _statistics) = (false, 0, null);
                _log.Clear();
                _installed.Clear();
                return Atoms.Ok;
            case ErlTuple and [ErlAtom("install"), ErlTuple and [ErlFun fun, var state]]:
                return Install(fun, fun, state);
            case ErlTuple and [ErlAtom("install"), ErlTuple and [var id, ErlFun fun, var state]]:
                return Install(id, fun, state);
            case ErlTuple and [ErlAtom("remove"), var id]:
                _installed.Remove(id);
                return Atoms.Ok;
            default:
                return ErlTerm.Atom("unknown_debug");
        }
    }

    /// <summary>An event: <c>{in, Msg}</c>, <c>{out, Msg, To, State}</c>, <c>{noreply, State}</c> or one of the behaviour's own.</summary>
    public async ValueTask NoteAsync(ErlTerm systemEvent)
    {
        if (_isTraced)
        {
            WriteLine(systemEvent);
        }

        if (_logLimit > 0)
        {
            _log.Enqueue(systemEvent);
            Trim();
        }

        _statistics?.Note(systemEvent);
        foreach ((ErlTerm id, Installed installed) in _installed.ToArray())
        {
            await RunAsync(id, installed, systemEvent).ConfigureAwait(false);
        }
    }

    /// <summary>What is switched on, as <c>sys:get_status</c> shows it.</summary>
    public ErlTerm ToTerm()
    {
        var options = new List<ErlTerm>();
        if (_isTraced)
        {
            options.Add(ErlTerm.Tuple(Trace, Atoms.True));
        }

        if (_logLimit > 0)
        {
            options.Add(ErlTerm.Tuple(LogAtom, ErlTerm.Tuple(_logLimit, Log)));
        }

        if (_statistics is not null)
        {
            options.Add(ErlTerm.Tuple(StatisticsAtom, Atoms.True));
        }

        // A function is its own name when it was given none.
        options.AddRange(_installed.Select(each => each.Key.Equals(each.Value.Fun)
            ? ErlTerm.Tuple(each.Key, each.Value.State)
            : ErlTerm.Tuple(each.Key, ErlTerm.Tuple(each.Value.Fun, each.Value.State))));
        return ErlTerm.List([.. options]);
    }

    private static bool TryReadBool(ErlAtom value, out bool result)
    {
        result = value == Atoms.True;
        return result || value == Atoms.False;
    }

    private ErlTerm ChangeLog(ErlTerm value)
    {
        switch (value)
        {
            case ErlAtom on when on == Atoms.True:
                _logLimit = _logLimit == 0 ? DefaultLog : _logLimit;
                return Atoms.Ok;
            case ErlTuple and [ErlAtom on, ErlInteger(long size)] when on == Atoms.True && size > 0:
                // One that is on stays as it is, as in Erlang.
                _logLimit = _logLimit == 0 ? (int)Math.Min(size, MaxLog) : _logLimit;
                return Atoms.Ok;
            case ErlAtom off when off == Atoms.False:
                _logLimit = 0;
                _log.Clear();
                return Atoms.Ok;
            case ErlAtom get when get == Get:
                return ErlTerm.Tuple(Atoms.Ok, Log);
            case ErlAtom print when print == Print:
                foreach (ErlTerm systemEvent in _log)
                {
                    WriteLine(systemEvent);
                }

                return Atoms.Ok;
            default:
                return ErlTerm.Atom("unknown_debug");
        }
    }

    private ErlTerm ChangeStatistics(ErlAtom value)
    {
        if (value == Get)
        {
            return ErlTerm.Tuple(Atoms.Ok, _statistics?.ToTerm() ?? ErlTerm.Atom("no_statistics"));
        }

        if (!TryReadBool(value, out bool isOn))
        {
            return ErlTerm.Atom("unknown_debug");
        }

        _statistics = isOn ? _statistics ?? new SystemStatistics(self.Node.TimeProvider) : null;
        return Atoms.Ok;
    }

    private ErlAtom Install(ErlTerm id, ErlFun fun, ErlTerm state)
    {
        if (_installed.Count < MaxInstalled)
        {
            _installed.TryAdd(id, new Installed(fun, state));
        }

        return Atoms.Ok;
    }

    /// <summary>A function that returns <c>done</c> or fails is taken out.</summary>
    private async ValueTask RunAsync(ErlTerm id, Installed installed, ErlTerm systemEvent)
    {
        try
        {
            ErlTerm state = await self.Node.Modules.ApplyAsync(self, installed.Fun, [installed.State, systemEvent, callbacks.EventContext])
                .ConfigureAwait(false);
            if (!state.Equals(Done))
            {
                _installed[id] = installed with { State = state };
                return;
            }
        }
        catch (Exception) when (!self.IsDead)
        {
            // As in Erlang: whoever installed it sees that it is gone.
        }

        _installed.Remove(id);
    }

    private void Trim()
    {
        while (_log.Count > _logLimit)
        {
            _log.Dequeue();
        }
    }

    private void WriteLine(ErlTerm systemEvent) => self.Report(() => DebugOutput.Write(self, callbacks.Describe(systemEvent) + "\n"));

    /// <summary>A function that was installed, and its own state.</summary>
    private sealed record Installed(ErlFun Fun, ErlTerm State);
}
