using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The applications of a node: loads, starts and stops them, and keeps their settings. Safe from any thread.</summary>
/// <remarks>
/// Other nodes reach it too, as far as <see cref="ApplicationControllerOptions.Exports"/> lets them: by <c>rpc:call(Node, application, get_env, [App, Key])</c>
/// and the other functions of that module, and by the process <c>application_controller</c>. A refusal is a <see cref="TermException"/> with OTP's
/// reason: <c>{not_started, Name}</c>, <c>{already_started, Name}</c>, <c>{already_loaded, Name}</c> and the like. Log events: 2640 to 2645.
/// </remarks>
public sealed partial class ApplicationController : IAsyncDisposable
{
    private static readonly ErlAtom ProcessName = ErlTerm.Atom("application_controller");

    private readonly Node _node;
    private readonly ErlPid _pid;
    private readonly ControlToken _token;
    private readonly ApplicationTable _table;
    private readonly TaskCompletionSource<ErlTerm> _ended;

    private ApplicationController(Node node, ErlPid pid, ControlToken token, ApplicationTable table, TaskCompletionSource<ErlTerm> ended)
        => (_node, _pid, _token, _table, _ended) = (node, pid, token, table, ended);

    /// <summary>
    /// Completes when the applications have ended all together: with <c>{application_terminated, Name, Reason}</c> when a permanent one ended, or a
    /// transient one with something else than <c>normal</c>; with <c>{application_start_failure, Name, Reason}</c>; with another reason when
    /// the controller was stopped, <c>killed</c> when it was killed. What follows for the program is for the host to say.
    /// </summary>
    public Task<ErlTerm> Ended => _ended.Task;

    /// <summary>The applications that run, the youngest first.</summary>
    public IReadOnlyList<ApplicationInformation> Running => _table.Which;

    /// <summary>The applications that are loaded, running or not.</summary>
    public IReadOnlyList<ApplicationInformation> Loaded => _table.Loaded;

    /// <summary>Starts the controller of a node; one node has one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="options">The settings; default when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TermException"><c>{already_started, Pid}</c>.</exception>
    public static async Task<ApplicationController> StartAsync(
        Node node, ApplicationControllerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        options ??= new ApplicationControllerOptions();
        var table = new ApplicationTable(options);
        var ended = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = new ControlToken(node.MakeReference());
        var start = new StartOptions { Name = ProcessName };
        StartResult result = await GenServer.StartAsync(
            node, () => new ControllerServer(table, options, token, ended), start, cancellationToken).ConfigureAwait(false);
        if (!node.NotifyExit(result.Pid, TakeKill))
        {
            TakeKill(result.Pid);
        }

        var controller = new ApplicationController(node, result.Pid, token, table, ended);
        ApplicationModule.AddTo(node.Modules, table, options.Exports);
        if (options.Exports.HasFlag(ApplicationExports.Control))
        {
            ApplicationControlModule.AddTo(node.Modules, controller, table);
        }

        return controller;

        // After an orderly end there is nothing left to do.
        void TakeKill(ErlPid controller)
        {
            table.Running = [];
            ended.TrySetResult(Atoms.Killed);
        }
    }

    /// <summary>Stops the applications, the youngest first, and the controller.</summary>
    /// <remarks>
    /// One that starts just now may finish its start before, for <see cref="ApplicationControllerOptions.UnfinishedStartTimeout"/>; who waits for it, or asks
    /// for another one, is refused with <c>terminating</c>. What takes longer than the options say is killed, with event 2645.
    /// </remarks>
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

    internal async ValueTask<ErlTerm> AskAsync(ProcessContext self, ErlTerm request)
    {
        try
        {
            return await self.CallAsync(_pid, ErlTerm.Tuple(_token.Term, request), Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        }
        catch (TermException failure) when (failure.Reason is ErlTuple and [var reason, ErlTuple and [var module, var call, _]] && !self.IsDead)
        {
            // As OTP says it, by name and without the mark.
            throw TermException.Exit(ErlTerm.Tuple(reason, ErlTerm.Tuple(module, call, ErlTerm.List(ProcessName, request, Atoms.Infinity))));
        }
    }

    private async Task RequestAsync(ErlTerm request, CancellationToken cancellationToken)
        => ThrowIfRefused(await _node.RunAsync(self => AskAsync(self, request).AsTask(), cancellationToken).ConfigureAwait(false));

    private static void ThrowIfRefused(ErlTerm answer)
    {
        if (answer is ErlTuple and [ErlAtom error, var reason] && error == Atoms.Error)
        {
            throw TermException.Error(reason);
        }
    }

    private static void ThrowIf(ErlTerm? refusal)
    {
        if (refusal is not null)
        {
            throw TermException.Error(refusal);
        }
    }
}
