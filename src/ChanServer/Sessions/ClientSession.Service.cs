using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Server.Sessions;

internal abstract partial class ClientSession
{
    /// <summary>The controlling process, once it runs.</summary>
    protected ErlPid? ControllingProcess { get; private set; }

    /// <inheritdoc/>
    public FrameBatch BeginBatch() => Writer.BeginBatch();

    /// <inheritdoc/>
    public abstract void Send(ErlTerm term);

    /// <inheritdoc/>
    public abstract void Reply(ErlTerm id, ErlTerm term);

    /// <inheritdoc/>
    public abstract void Push(ErlTerm term);

    /// <inheritdoc/>
    public void ServiceStarted(ErlPid service)
    {
        // Told by the middle man before it handles the service's first message: so the client learns of the start before anything that the service sends.
        AnnounceStart();
        _serviceStarted.TrySetResult(service);
    }

    /// <inheritdoc/>
    public void ServiceNotStarted(ErlTerm error)
    {
        ReportSessionError(error);
        End(SessionEnd.ServiceCrashed(error));
        _serviceStarted.TrySetResult(null);
    }

    /// <inheritdoc/>
    public void CloseByService() => End(SessionEnd.ByService);

    /// <inheritdoc/>
    public void ServiceExited(ErlTerm reason)
    {
        if (IsOver)
        {
            return;
        }

        if (IsOrderly(reason))
        {
            End(SessionEnd.ServiceReturned);
            return;
        }

        ErlTerm error = ErrorTerms.ServiceExit(reason, Context.Service.Configuration.RevealErrors);
        ReportSessionError(error);
        End(SessionEnd.ServiceCrashed(error));
    }

    /// <inheritdoc/>
    public void MiddleManEnded()
    {
        // The usual endings have their reason by now; without one, the process was killed.
        End(SessionEnd.MiddleManKilled);
        _serviceStarted.TrySetResult(null);
    }

    /// <summary>Tells the client that the service runs, where the protocol has a message for it.</summary>
    protected abstract void AnnounceStart();

    /// <summary>Tells the client of an error that belongs to no request; the classic protocol has no such message.</summary>
    protected abstract void ReportSessionError(ErlTerm error);

    /// <summary>Starts the middle man, which starts the service.</summary>
    /// <returns><see langword="false"/> if there is no service; the session has its reason to end then.</returns>
    protected async ValueTask<bool> StartServiceAsync(ErlTerm argument)
    {
        MiddleMan middleMan = new(Context.Service, argument, this, Context.Service.Configuration.Limits.CloseGrace, Context.Logger);
        try
        {
            _middleManPid = middleMan.Spawn(Context.Node);
        }
        catch (InvalidOperationException)
        {
            ServiceNotStarted(ErrorTerms.Busy);
            return false;
        }

        _middleMan = middleMan;
        ControllingProcess = await _serviceStarted.Task.ConfigureAwait(false);
        return ControllingProcess is not null;
    }

    private static bool IsOrderly(ErlTerm reason)
        => ReferenceEquals(reason, Atoms.Normal)
        || ReferenceEquals(reason, Atoms.Shutdown)
        || (reason is ErlTuple { Count: 2 } pair && ReferenceEquals(pair[0], Atoms.Shutdown));

    /// <summary>Tells the middle man that nothing more comes from the client.</summary>
    protected void TellMiddleMan()
    {
        if (_middleMan is not null && _middleManPid is { } pid)
        {
            LetGo();
            _middleMan.ClientIsGone(Context.Node, pid);
        }
    }
}
