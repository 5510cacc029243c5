using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The process that runs the methods of an application. Another one than its master, which they may print to while they run.</summary>
internal sealed class ApplicationRunner(ErlPid master, ControlToken token, Application application, ApplicationTable table)
{
    private static readonly ErlAtom StopTag = ErlTerm.Atom("terminate");
    private static readonly ErlAtom StartPhase = ErlTerm.Atom("start_phase");

    private ErlPid? _top;

    /// <summary>Asks for the end of the application.</summary>
    public static void Stop(ProcessContext self, ControlToken token, ErlPid runner) => self.Send(runner, ErlTerm.Tuple(token.Term, StopTag));

    public async Task RunAsync(ProcessContext self)
    {
        self.TrapExit = true;
        ErlTerm? failure = await StartAsync(self).ConfigureAwait(false);
        self.Send(master, ApplicationMaster.Started(token, application.Name, failure));
        if (failure is not null)
        {
            return;
        }

        while (true)
        {
            ErlTerm message = await self.ReceiveAsync().ConfigureAwait(false);
            if (GenMessage.TryReadExit(message, out ErlPid? from, out ErlTerm? reason))
            {
                if (from.Equals(_top) || from.Equals(master))
                {
                    _top = from.Equals(_top) ? null : _top;
                    await EndAsync(self, reason).ConfigureAwait(false);
                    if (from.Equals(master))
                    {
                        // Killed by somebody: what it would do is done here.
                        ApplicationGroup.Kill(self, master);
                    }

                    throw TermException.Exit(reason);
                }
            }
            else if (token.Marks(message) && message is ErlTuple and [_, _, ErlPid asker, ErlReference reference, var change])
            {
                self.Send(asker, ErlTerm.Tuple(reference, await ChangeConfigurationAsync(self, change).ConfigureAwait(false)));
            }
            else if (token.Marks(message) && message is ErlTuple and [_, ErlAtom verb] && verb == StopTag)
            {
                await EndAsync(self, Atoms.Shutdown).ConfigureAwait(false);
                return;
            }
        }
    }

    /// <summary>Starts the top process and goes through the phases.</summary>
    /// <returns>Why it did not start, with the top process ended; else <see langword="null"/>.</returns>
    private async Task<ErlTerm?> StartAsync(ProcessContext self)
    {
        ErlTerm call = ErlTerm.Tuple(ModuleOf(application), Atoms.Start, ErlTerm.List(Atoms.Normal, ErlList.Empty));
        StartResult result;
        try
        {
            result = await application.StartAsync(self).ConfigureAwait(false);
        }
        catch (Exception failure) when (!self.IsDead)
        {
            ErlTerm caught = CaughtOf(failure);
            if (!StartResult.TryRead(caught, out StartResult? thrown))
            {
                return caught is ErlTuple and [ErlAtom, ErlAtom reason] && reason == Atoms.Normal
                    ? ErlTerm.Tuple(caught, call)
                    : ApplicationTerms.Reason("bad_return", ErlTerm.Tuple(call, caught));
            }

            result = thrown;
        }

        if (result.Error is { } error)
        {
            return ErlTerm.Tuple(error, call);
        }

        if (result.Started is { } top)
        {
            self.Link(_top = top);
        }

        ErlTerm? failed = await RunPhasesAsync(self).ConfigureAwait(false);
        if (failed is not null)
        {
            await EndTopAsync(self, Atoms.Shutdown).ConfigureAwait(false);
        }

        return failed;
    }

    private async Task<ErlTerm?> RunPhasesAsync(ProcessContext self)
    {
        List<Application> all = [application];
        for (int i = 0; i < all.Count; i++)
        {
            all.InsertRange(i + 1, all[i].IncludedApplications.Select(table.Find).OfType<Application>().Where(each => !all.Contains(each)));
        }

        foreach ((ErlAtom phase, _) in application.StartPhases)
        {
            foreach (Application each in all)
            {
                foreach ((ErlAtom _, ErlTerm arguments) in each.StartPhases.Where(own => own.Phase == phase).Take(1))
                {
                    if (await RunPhaseAsync(self, each, phase, arguments).ConfigureAwait(false) is { } failure)
                    {
                        return failure;
                    }
                }
            }
        }

        return null;
    }

    private static async Task<ErlTerm?> RunPhaseAsync(ProcessContext self, Application of, ErlAtom phase, ErlTerm arguments)
    {
        try
        {
            await of.StartPhaseAsync(self, phase, arguments).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (!self.IsDead)
        {
            ErlTerm call = ErlTerm.Tuple(ModuleOf(of), StartPhase, ErlTerm.List(phase, Atoms.Normal, arguments));
            ErlTerm caught = CaughtOf(failure);
            return caught == Atoms.Ok ? null
                : caught is ErlTuple and [ErlAtom error, var reason] && error == Atoms.Error ? ErlTerm.Tuple(reason, call)
                : ApplicationTerms.Reason("bad_return_value", ErlTerm.Tuple(call, caught));
        }
    }

    /// <summary><c>ok</c>, or why the application did not take the settings.</summary>
    private async Task<ErlTerm> ChangeConfigurationAsync(ProcessContext self, ErlTerm change)
    {
        try
        {
            await application.ChangeConfigurationAsync(self, ConfigurationChange.FromTerm(change)).ConfigureAwait(false);
            return Atoms.Ok;
        }
        catch (Exception failure) when (!self.IsDead)
        {
            ErlTerm caught = CaughtOf(failure);
            return caught == Atoms.Ok || (caught is ErlTuple and [ErlAtom error, _] && error == Atoms.Error) ? caught : ApplicationTerms.Failed(caught);
        }
    }

    private async Task EndAsync(ProcessContext self, ErlTerm reason)
    {
        await GuardAsync(self, "PrepareStopAsync", application.PrepareStopAsync).ConfigureAwait(false);
        await EndTopAsync(self, reason).ConfigureAwait(false);
        await GuardAsync(self, "StopAsync", application.StopAsync).ConfigureAwait(false);
    }

    private async Task EndTopAsync(ProcessContext self, ErlTerm reason)
    {
        if (_top is { } top)
        {
            _top = null;
            ErlReference monitor = self.Monitor(top);
            self.Exit(top, reason);
            await self.ReceiveAsync(monitor).ConfigureAwait(false);
        }
    }

    /// <summary>What fails in clean-up does not keep the rest from it.</summary>
    private async Task GuardAsync(ProcessContext self, string name, Func<ProcessContext, Task> step)
    {
        try
        {
            await step(self).ConfigureAwait(false);
        }
        catch (Exception failure) when (!self.IsDead)
        {
            new ApplicationLog(self.Node).CleanUpFailed(application.Name, name, ExitReasons.Of(failure));
        }
    }

    private static ErlAtom ModuleOf(Application of) => ErlTerm.Atom(of.GetType().Name);

    /// <summary>What <c>catch</c> of Erlang gives: the thrown term, or <c>{'EXIT', Reason}</c>.</summary>
    private static ErlTerm CaughtOf(Exception failure) => failure is TermException { Class: TermExceptionClass.Throw } thrown
        ? thrown.Reason
        : ErlTerm.Tuple(Atoms.Exit, ExitReasons.Of(failure));
}
