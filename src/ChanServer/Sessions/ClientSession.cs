using System.Net;
using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>One authenticated client and its service. Made only after the client has proved what it must; there is no session before that.</summary>
/// <remarks>
/// <para>Three parties: the loop that reads from the client and delivers to the service, the middle man that writes to the client, and
/// <see cref="RunAsync"/>, which waits for the first reason to end and then takes everything down in order.</para>
/// <para>Back-pressure: the loop stops reading while the service has more unread messages than its limit, and while more output waits than the
/// writer's high-water mark. So a client that outruns its service is held back by TCP.</para>
/// </remarks>
internal abstract partial class ClientSession : IClientLink
{
    private readonly ClientTransport _transport;
    private readonly TaskCompletionSource<SessionEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ErlPid?> _serviceStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startedAt;
    private MiddleMan? _middleMan;
    private ErlPid? _middleManPid;

    protected ClientSession(SessionContext context, ClientTransport transport, FrameReader reader, FrameWriter writer)
    {
        Context = context;
        _transport = transport;
        Reader = reader;
        Writer = writer;
        _startedAt = Time.GetTimestamp();
    }

    /// <summary>Whether the gateway is stopping: what is open is still answered, nothing new is begun.</summary>
    protected bool IsDraining { get; private set; }

    /// <summary>What the session was made with.</summary>
    protected SessionContext Context { get; }

    /// <summary>The only reader.</summary>
    protected FrameReader Reader { get; }

    /// <summary>Written to by the middle man, and by the reader for errors.</summary>
    protected FrameWriter Writer { get; }

    /// <summary>Where the client is.</summary>
    protected IPAddress Source => _transport.Source;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => Context.Node.TimeProvider;

    /// <summary>Whether the session has a reason to end.</summary>
    protected bool IsOver => _end.Task.IsCompleted;

    /// <summary>The pid that the service knows the client by.</summary>
    protected ErlPid MiddleManPid => _middleManPid ?? throw new InvalidOperationException("The service has not been started.");

    /// <summary>Whether a request waits for its answer.</summary>
    protected abstract bool OwesAnswers { get; }

    /// <summary>Serves the client until either side ends it; returns when connection, middle man and service are gone.</summary>
    public async Task RunAsync()
    {
        using CancellationTokenSource stopReading = new();
        try
        {
            Task reading = ReadGuardedAsync(stopReading.Token);
            await Task.WhenAny(_end.Task, Writer.Completion).ConfigureAwait(false);
            if (!_end.Task.IsCompleted)
            {
                End(WriterFault());
            }

            SessionEnd end = await _end.Task.ConfigureAwait(false);
            await stopReading.CancelAsync().ConfigureAwait(false);

            // A service that computes without end may hold the reader's thread: the client must not wait for that.
            await reading.WaitAsync(ClientTransport.GoodbyeTime, Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TellMiddleMan();
            await CloseAsync(end).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
            TellMiddleMan();
            await (_middleMan?.Ended ?? Task.CompletedTask).ConfigureAwait(false);
            Context.Audit.SessionEnded(
                Context.Service.Name, Context.SessionId.Span, end.Reason, Reader.BytesRead, Writer.BytesWritten, Time.GetElapsedTime(_startedAt));
        }
        finally
        {
            Release();
            await Writer.DisposeAsync().ConfigureAwait(false);
            Reader.Dispose();
            await _transport.DisposeAsync().ConfigureAwait(false);
            Context.Service.Sessions.Leave();
        }
    }

    /// <summary>Lets the session end by itself: at once if nothing is owed to the client, else when the last answer is out.</summary>
    public virtual void Drain()
    {
        IsDraining = true;
        EndIfDrained();
    }

    /// <summary>Ends the session without waiting for answers; the service is killed without its grace time.</summary>
    public void Abort()
    {
        End(SessionEnd.Draining);
        if (ControllingProcess is { } service)
        {
            Context.Node.Exit(service, Atoms.Kill);
        }
    }

    /// <summary>Gives back what the session holds beside reader and writer.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Gives the session a reason to end; the first one wins. Any thread.</summary>
    protected void End(SessionEnd end) => _end.TrySetResult(end);

    /// <summary>Ends a draining session once nothing is owed.</summary>
    protected void EndIfDrained()
    {
        if (IsDraining && !OwesAnswers)
        {
            End(SessionEnd.Draining);
        }
    }

    private SessionEnd WriterFault()
    {
        if (Writer.Completion.Exception?.InnerException is not SlowPeerException slow)
        {
            return SessionEnd.Lost;
        }

        Context.Audit.SlowPeerClosed(Context.Service.Name, Context.SessionId.Span, slow.QueuedBytes);
        return SessionEnd.Slow;
    }
}
