using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The process between the controller and an application's top process: it starts the one for the other and sees to its end.</summary>
internal sealed class ApplicationMaster(ErlPid controller, Application application)
{
    private static readonly ErlTerm StopRequest = ErlTerm.Atom("$stop_application");
    private static readonly ErlAtom Bad = ErlTerm.Atom("bad_return");
    private static readonly ErlTerm StartedTag = ErlTerm.Atom("application_started");

    private ErlPid? _top;

    /// <summary>The cast that tells the controller how a start went: <c>{application_started, Name, ok | {error, Reason}}</c>.</summary>
    public static bool TryReadStarted(ErlTerm request, out ErlAtom name, out ErlTerm? failure)
    {
        (name, failure) = (Atoms.Undefined, null);
        if (request is not (ErlTuple and [var tag, ErlAtom which, var result]) || tag != StartedTag)
        {
            return false;
        }

        name = which;
        failure = result is ErlTuple { Count: 2 } error ? error[1] : null;
        return true;
    }

    /// <summary>The same cast, for a start that ended before it was sent.</summary>
    public static ErlTerm Unstarted(ErlAtom name, ErlTerm reason) => ErlTerm.Tuple(StartedTag, name, ErlTerm.Tuple(Atoms.Error, reason));

    /// <summary>Asks a master to stop its application; it ends with <c>normal</c> then.</summary>
    public static void Stop(ProcessContext self, ErlPid master) => self.Send(master, StopRequest);

    public async Task RunAsync(ProcessContext self)
    {
        self.TrapExit = true;
        ErlTerm? failure = await StartAsync(self).ConfigureAwait(false);
        ErlTerm result = failure is null ? Atoms.Ok : ErlTerm.Tuple(Atoms.Error, failure);
        self.Send(controller, GenMessage.Cast(ErlTerm.Tuple(StartedTag, application.Name, result)));
        if (failure is not null)
        {
            return;
        }

        while (true)
        {
            ErlTerm message = await self.ReceiveAsync().ConfigureAwait(false);
            if (message == StopRequest)
            {
                await EndAsync(self, Atoms.Shutdown).ConfigureAwait(false);
                return;
            }

            if (!GenMessage.TryReadExit(message, out ErlPid? from, out ErlTerm? reason))
            {
                continue;
            }

            if (from.Equals(_top))
            {
                _top = null;
                await EndAsync(self, reason).ConfigureAwait(false);
                throw TermException.Exit(reason);
            }

            if (from.Equals(controller))
            {
                await EndAsync(self, Atoms.Shutdown).ConfigureAwait(false);
                throw TermException.Exit(reason);
            }
        }
    }

    private async Task<ErlTerm?> StartAsync(ProcessContext self)
    {
        try
        {
            StartResult result = await application.StartAsync(self).ConfigureAwait(false);
            if (result.Error is { } error)
            {
                return Of(error);
            }

            _top = result.Started;
            foreach ((ErlAtom phase, ErlTerm arguments) in application.StartPhases)
            {
                await application.StartPhaseAsync(self, phase, arguments).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception failure) when (!self.IsDead)
        {
            await EndTopAsync(self, Atoms.Shutdown).ConfigureAwait(false);
            return failure is TermException { Class: TermExceptionClass.Exit, Reason: ErlAtom reason }
                ? Of(ErlTerm.Tuple(Atoms.Exit, reason))
                : ErlTerm.Tuple(Bad, ErlTerm.Tuple(Call, ErlTerm.Tuple(Atoms.Exit, ExitReasons.Of(failure))));
        }
    }

    /// <summary><c>{Module, start, [normal, []]}</c>.</summary>
    private ErlTerm Call => ErlTerm.Tuple(
        ErlTerm.Atom(application.GetType().Name), Atoms.Start, ErlTerm.List(Atoms.Normal, ErlList.Empty));

    private ErlTuple Of(ErlTerm reason) => ErlTerm.Tuple(reason, Call);

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
}
