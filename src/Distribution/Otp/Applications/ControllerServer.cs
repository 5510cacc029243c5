using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The process <c>application_controller</c>: which applications start, run and end, and what follows from an end.</summary>
/// <param name="table">What others read meanwhile.</param>
/// <param name="options">The settings.</param>
/// <param name="token">Marks the messages that may ask for everything.</param>
/// <param name="ended">Told of the end.</param>
internal sealed partial class ControllerServer(
    ApplicationTable table, ApplicationControllerOptions options, ControlToken token, TaskCompletionSource<ErlTerm> ended) : GenServer
{
    private static readonly ErlTerm Stopped = ErlTerm.Atom("stopped");
    private static readonly ErlTerm Refusal = ApplicationTerms.Failed(ErlTerm.Atom("terminating"));
    private static readonly ErlTerm NotExported = ApplicationTerms.Failed(ErlTerm.Atom("not_exported"));

    /// <summary>The applications that start, run or stop now.</summary>
    private readonly Dictionary<ErlAtom, ApplicationEntry> _entries = [];

    /// <summary>The applications that were started and not stopped, also those that have ended since.</summary>
    private readonly Dictionary<ErlAtom, RestartKind> _started = [];

    /// <summary>Starts that wait for a permission.</summary>
    private readonly Dictionary<ErlAtom, RestartKind> _held = [];

    /// <summary>Requests that came while an application stopped: one after the other, as in OTP.</summary>
    private readonly Queue<(ErlTerm Request, GenFrom From)> _waiting = [];

    private ApplicationEntry? _stopping;
    private ApplicationLog? _log;

    private ApplicationLog Log => _log ??= new ApplicationLog(Process.Node);

    protected internal override ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        return InitResult.Ok;
    }

    protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => request switch
    {
        ErlTuple and [_, var inner] when token.Marks(request) => Control(inner, from),
        ErlTuple and [ErlAtom("is_running"), ErlAtom name] => CallResult.Reply(table.IsRunning(name)),
        ErlAtom("which_applications") => CallResult.Reply(ApplicationTerms.ListOf(table.Which)),
        ErlAtom("info") => CallResult.Reply(ToInfo()),
        _ => options.Exports.HasFlag(ApplicationExports.Control) ? Control(request, from) : CallResult.Reply(NotExported),
    };

    protected internal override async ValueTask<HandleResult> HandleInfoAsync(ErlTerm message)
    {
        if (ApplicationMaster.TryReadStarted(message, token, out ErlAtom? name, out ErlTerm? failure))
        {
            return _entries.GetValueOrDefault(name) is { IsRunning: false } starting
                ? await TakeStartedAsync(starting, failure).ConfigureAwait(false)
                : HandleResult.NoReply;
        }

        if (!GenMessage.TryReadExit(message, out ErlPid? from, out ErlTerm? reason))
        {
            return HandleResult.NoReply;
        }

        table.RemoveMaster(from);
        return _entries.Values.FirstOrDefault(each => from.Equals(each.Master)) is { } entry
            ? await TakeEndAsync(entry, reason).ConfigureAwait(false)
            : HandleResult.NoReply;
    }

    protected internal override async ValueTask TerminateAsync(ErlTerm reason)
    {
        await StopAllAsync().ConfigureAwait(false);
        ended.TrySetResult(reason);
    }

    /// <summary>How a start went.</summary>
    private async ValueTask<HandleResult> TakeStartedAsync(ApplicationEntry entry, ErlTerm? failure)
    {
        ErlAtom name = entry.Name;
        if (failure is null)
        {
            entry.IsRunning = true;
            _started[name] = entry.Kind;
            table.Running = table.Running.Insert(0, (name, entry.Master!));

            // Whoever waited finds it among those that run.
            entry.Answer(Process, Atoms.Ok);
            Log.Started(name);
            return HandleResult.NoReply;
        }

        _entries.Remove(name);
        entry.Answer(Process, ApplicationTerms.Failed(failure));
        bool isNormal = failure is ErlTuple and [ErlTuple and [ErlAtom exit, ErlAtom reason], _] && exit == Atoms.Exit && reason == Atoms.Normal;
        return entry.Kind == RestartKind.Temporary || (entry.Kind == RestartKind.Transient && isNormal)
            ? Note(name, entry.Kind, failure)
            : await EndAllAsync(name, entry.Kind, ApplicationTerms.Failure("application_start_failure", name, failure)).ConfigureAwait(false);
    }

    /// <summary>The end of a master.</summary>
    private async ValueTask<HandleResult> TakeEndAsync(ApplicationEntry entry, ErlTerm reason)
    {
        if (!entry.IsRunning)
        {
            // It ended before it could tell how its start went.
            return await TakeStartedAsync(entry, reason).ConfigureAwait(false);
        }

        Remove(entry);
        if (entry == _stopping)
        {
            _stopping = null;
            Note(entry.Name, entry.Kind, Stopped);
            entry.Answer(Process, Atoms.Ok);
            GoOn();
            return HandleResult.NoReply;
        }

        return entry.Kind == RestartKind.Temporary || (entry.Kind == RestartKind.Transient && reason == Atoms.Normal)
            ? Note(entry.Name, entry.Kind, reason)
            : await EndAllAsync(entry.Name, entry.Kind, ApplicationTerms.Failure("application_terminated", entry.Name, reason)).ConfigureAwait(false);
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

    private void Remove(ApplicationEntry entry)
    {
        _entries.Remove(entry.Name);
        table.Running = table.Running.RemoveAll(each => each.Name == entry.Name);
    }
}
