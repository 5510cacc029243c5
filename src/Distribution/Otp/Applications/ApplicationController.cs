using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The applications of a node: loads, starts and stops them, and keeps their settings. Safe from any thread.</summary>
/// <remarks>
/// Other nodes reach it too: by <c>rpc:call(Node, application, get_env, [App, Key])</c> and the other functions of that module, and by the
/// process <c>application_controller</c>. A refusal is a <see cref="TermException"/> with OTP's reason: <c>{not_started, Name}</c>,
/// <c>{already_started, Name}</c>, <c>{already_loaded, Name}</c> and the like. Log events: 2640 to 2644.
/// </remarks>
public sealed class ApplicationController : IAsyncDisposable
{
    private static readonly ErlAtom ProcessName = ErlTerm.Atom("application_controller");

    private readonly Node _node;
    private readonly ErlPid _pid;
    private readonly ApplicationTable _table;
    private readonly TaskCompletionSource<ErlTerm> _ended;

    private ApplicationController(Node node, ErlPid pid, ApplicationTable table, TaskCompletionSource<ErlTerm> ended)
        => (_node, _pid, _table, _ended) = (node, pid, table, ended);

    /// <summary>
    /// Completes when the applications have ended all together: with <c>{application_terminated, Name, Reason}</c> when a permanent one ended, or a
    /// transient one with something else than <c>normal</c>; with <c>{application_start_failure, Name, Reason}</c>; with another reason when
    /// the controller was stopped. What follows for the program is for the host to say.
    /// </summary>
    public Task<ErlTerm> Ended => _ended.Task;

    /// <summary>The applications that run, the youngest first.</summary>
    public IReadOnlyList<ApplicationInformation> Running => _table.Which;

    /// <summary>The applications that are loaded, running or not.</summary>
    public IReadOnlyList<ApplicationInformation> Loaded => _table.Loaded;

    /// <summary>Starts the controller of a node; one node has one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TermException"><c>{already_started, Pid}</c>.</exception>
    public static async Task<ApplicationController> StartAsync(Node node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        var table = new ApplicationTable();
        var ended = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        StartResult result = await GenServer.StartAsync(
            node, () => new ControllerServer(table, ended), new StartOptions { Name = ProcessName }, cancellationToken).ConfigureAwait(false);
        var controller = new ApplicationController(node, result.Pid, table, ended);
        ApplicationModule.AddTo(node.Modules, controller, table);
        return controller;
    }

    /// <summary>Makes an application known, with its settings.</summary>
    /// <param name="application">The application.</param>
    public void Load(Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        if (!_table.TryLoad(application))
        {
            throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("already_loaded"), application.Name));
        }
    }

    /// <summary>Forgets an application that does not run, and its settings.</summary>
    /// <param name="name">The application.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task UnloadAsync(ErlAtom name, CancellationToken cancellationToken = default)
        => RequestAsync(ErlTerm.Tuple(ErlTerm.Atom("unload_application"), name), cancellationToken);

    /// <summary>Starts an application whose dependencies run.</summary>
    /// <param name="name">A loaded application.</param>
    /// <param name="kind">
    /// What its end means: <see cref="RestartKind.Permanent"/> ends all applications, <see cref="RestartKind.Transient"/> does when it is not
    /// <c>normal</c>, <see cref="RestartKind.Temporary"/> concerns nobody else. No application is started again by itself.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task StartAsync(ErlAtom name, RestartKind kind = RestartKind.Temporary, CancellationToken cancellationToken = default)
        => RequestAsync(StartRequest(name, kind), cancellationToken);

    /// <summary>Starts an application and, before it, what it needs; when one cannot start, those started by this call are stopped again.</summary>
    /// <param name="name">A loaded application.</param>
    /// <param name="kind">As in <see cref="StartAsync(ErlAtom, RestartKind, CancellationToken)"/>, for each of them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The applications started by this call, in order.</returns>
    public Task<IReadOnlyList<ErlAtom>> EnsureAllStartedAsync(
        ErlAtom name, RestartKind kind = RestartKind.Temporary, CancellationToken cancellationToken = default)
        => _node.RunAsync(self => EnsureAllStartedAsync(self, name, kind), cancellationToken);

    /// <summary>Stops an application: its top process gets <c>shutdown</c> and all the time it wants. Those that need it go on.</summary>
    /// <param name="name">The application.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task StopAsync(ErlAtom name, CancellationToken cancellationToken = default)
        => RequestAsync(ErlTerm.Tuple(ErlTerm.Atom("stop_application"), name), cancellationToken);

    /// <summary>A setting, or <see langword="null"/>.</summary>
    /// <param name="application">The application.</param>
    /// <param name="key">The setting.</param>
    public ErlTerm? GetEnvironment(ErlAtom application, ErlAtom key) => _table.Get(application, key);

    /// <summary>Makes a setting; before the application is loaded it goes before the one that comes with it.</summary>
    /// <param name="application">The application.</param>
    /// <param name="key">The setting.</param>
    /// <param name="value">Its value.</param>
    public void SetEnvironment(ErlAtom application, ErlAtom key, ErlTerm value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _table.Set(application, key, value);
    }

    /// <summary>Stops the applications, the youngest first, and the controller. One that starts just now is let finish its start before.</summary>
    /// <remarks>Who waits for such a start, or asks for another one, is refused with <c>terminating</c>.</remarks>
    public async ValueTask DisposeAsync()
    {
        _node.Modules.Remove(ApplicationModule.Name);
        if (_node.IsAlive(_pid))
        {
            await _node.RunAsync(async self =>
            {
                GenOutcome end = await ProcLib.StopAsync(self, _pid, Atoms.Shutdown, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
                return end.Reply is not null;
            }).ConfigureAwait(false);
        }
    }

    internal static ErlTerm StartRequest(ErlAtom name, RestartKind kind)
        => ErlTerm.Tuple(ErlTerm.Atom("start_application"), name, ApplicationTerms.OfKind(kind));

    internal ValueTask<ErlTerm> AskAsync(ProcessContext self, ErlTerm request) => self.CallAsync(_pid, request, Timeout.InfiniteTimeSpan);

    internal async Task<IReadOnlyList<ErlAtom>> EnsureAllStartedAsync(ProcessContext self, ErlAtom name, RestartKind kind)
    {
        var started = new List<ErlAtom>();
        try
        {
            await EnsureStartedAsync(self, name, kind, started, []).ConfigureAwait(false);
            return started;
        }
        catch (TermException) when (!self.IsDead)
        {
            foreach (ErlAtom each in Enumerable.Reverse(started))
            {
                await AskAsync(self, ErlTerm.Tuple(ErlTerm.Atom("stop_application"), each)).ConfigureAwait(false);
            }

            throw;
        }
    }

    private async Task EnsureStartedAsync(ProcessContext self, ErlAtom name, RestartKind kind, List<ErlAtom> started, HashSet<ErlAtom> visited)
    {
        if (_table.Running.Contains(name) || !visited.Add(name))
        {
            return;
        }

        foreach (ErlAtom needed in _table.Find(name)?.Dependencies ?? [])
        {
            await EnsureStartedAsync(self, needed, kind, started, visited).ConfigureAwait(false);
        }

        ErlTerm answer = await AskAsync(self, StartRequest(name, kind)).ConfigureAwait(false);
        if (answer == Atoms.Ok)
        {
            started.Add(name);
        }
        else if (answer is ErlTuple and [_, var reason] && reason is not (ErlTuple and [ErlAtom("already_started"), _]))
        {
            throw TermException.Error(ErlTerm.Tuple(name, reason));
        }
    }

    private async Task RequestAsync(ErlTerm request, CancellationToken cancellationToken)
    {
        ErlTerm answer = await _node.RunAsync(self => AskAsync(self, request).AsTask(), cancellationToken).ConfigureAwait(false);
        if (answer is ErlTuple and [ErlAtom error, var reason] && error == Atoms.Error)
        {
            throw TermException.Error(reason);
        }
    }
}
