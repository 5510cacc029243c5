using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <content>Loading, starting and stopping.</content>
public sealed partial class ApplicationController
{
    private static readonly ErlAtom PermitRequest = ErlTerm.Atom("permit_application");

    /// <summary>Makes an application known, with its settings, and those that it includes.</summary>
    /// <param name="application">The application. Those it includes must be loaded, or among <see cref="ApplicationControllerOptions.Available"/>.</param>
    /// <exception cref="TermException"><c>{already_loaded, Name}</c>, or <c>{"no such file or directory", "x.app"}</c> for an included one x.</exception>
    public void Load(Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        ThrowIf(_table.Load(application));
    }

    /// <summary>Loads one of <see cref="ApplicationControllerOptions.Available"/>. Starting does that too.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="TermException"><c>{already_loaded, Name}</c>, or <c>{"no such file or directory", "x.app"}</c>.</exception>
    public void Load(ErlAtom name) => ThrowIf(_table.Load(name));

    /// <summary>Forgets an application that does not run, its settings, and those that it includes.</summary>
    /// <param name="name">The application.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task UnloadAsync(ErlAtom name, CancellationToken cancellationToken = default)
        => RequestAsync(ErlTerm.Tuple(ErlTerm.Atom("unload_application"), name), cancellationToken);

    /// <summary>Starts an application whose dependencies run. Does nothing, without an error, while it is forbidden; see <see cref="ForbidAsync"/>.</summary>
    /// <param name="name">An application that is loaded or available.</param>
    /// <param name="kind">
    /// What its end means: <see cref="RestartKind.Permanent"/> ends all applications, <see cref="RestartKind.Transient"/> does when it is not
    /// <c>normal</c>, <see cref="RestartKind.Temporary"/> concerns nobody else. No application is started again by itself.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task StartAsync(ErlAtom name, RestartKind kind = RestartKind.Temporary, CancellationToken cancellationToken = default)
    {
        ThrowIf(_table.EnsureLoaded(name));
        await RequestAsync(StartRequest(name, kind), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts an application and, before it, what it needs; when one cannot start, those started by this call are stopped again.</summary>
    /// <param name="name">An application that is loaded or available.</param>
    /// <param name="kind">As in <see cref="StartAsync(ErlAtom, RestartKind, CancellationToken)"/>, for each of them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The applications started by this call, in order.</returns>
    /// <exception cref="TermException"><c>{Name, Reason}</c> for the one that cannot start.</exception>
    public Task<IReadOnlyList<ErlAtom>> EnsureAllStartedAsync(
        ErlAtom name, RestartKind kind = RestartKind.Temporary, CancellationToken cancellationToken = default)
        => _node.RunAsync(self => EnsureAllStartedAsync(self, name, kind), cancellationToken);

    /// <summary>Stops an application: its top process gets <c>shutdown</c> and all the time it wants. Those that need it go on.</summary>
    /// <param name="name">The application.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task StopAsync(ErlAtom name, CancellationToken cancellationToken = default)
        => RequestAsync(ErlTerm.Tuple(ErlTerm.Atom("stop_application"), name), cancellationToken);

    /// <summary>Lets an application run that was forbidden, and starts it when that was asked for.</summary>
    /// <param name="name">A loaded application.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task PermitAsync(ErlAtom name, CancellationToken cancellationToken = default)
        => RequestAsync(ErlTerm.Tuple(PermitRequest, name, Atoms.True), cancellationToken);

    /// <summary>
    /// Forbids an application to run: its start waits for <see cref="PermitAsync"/>. One that runs is stopped, and that starts it again; as in OTP it
    /// can then also be started as before.
    /// </summary>
    /// <param name="name">A loaded application.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task ForbidAsync(ErlAtom name, CancellationToken cancellationToken = default)
        => RequestAsync(ErlTerm.Tuple(PermitRequest, name, Atoms.False), cancellationToken);

    internal static ErlTerm StartRequest(ErlAtom name, RestartKind kind) => StartRequest(name, ApplicationTerms.OfKind(kind));

    internal static ErlTerm StartRequest(ErlAtom name, ErlTerm kind) => ErlTerm.Tuple(ErlTerm.Atom("start_application"), name, kind);

    internal async Task<IReadOnlyList<ErlAtom>> EnsureAllStartedAsync(ProcessContext self, ErlAtom name, RestartKind kind)
    {
        var started = new List<ErlAtom>();
        try
        {
            await EnsureStartedAsync(self, name, kind, started, []).ConfigureAwait(false);
            return started;
        }
        catch (TermException) when (!self.IsDead && _node.IsAlive(_pid))
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
        if (_table.IsRunning(name) || !visited.Add(name))
        {
            return;
        }

        if (_table.EnsureLoaded(name) is { } refusal)
        {
            throw TermException.Error(ErlTerm.Tuple(name, refusal));
        }

        Application? application = _table.Find(name);
        foreach (ErlAtom needed in application?.Dependencies ?? [])
        {
            bool isMissing = _table.Find(needed) is null && _table.FindAvailable(needed) is null;
            if (!isMissing || !application!.OptionalDependencies.Contains(needed))
            {
                await EnsureStartedAsync(self, needed, kind, started, visited).ConfigureAwait(false);
            }
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
}
