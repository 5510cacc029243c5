using Chan.Distribution.Processes;
using Chan.Protocol.Framing;
using Chan.Protocol.Sessions;
using Chan.Terms;

namespace Chan.Server.Sessions;

internal abstract partial class ClientSession
{
    // Frames handled before the processes they woke get the thread.
    private const int FramesPerBatch = 256;

    /// <summary>Whether the loop waits for room and is not listening to the client; its silence is not the client's fault then.</summary>
    protected bool IsHeldBack { get; private set; }

    /// <summary>Done before the first frame is read.</summary>
    /// <returns><see langword="false"/> if the session is over.</returns>
    protected virtual ValueTask<bool> BeginAsync() => new(true);

    /// <summary>Called when something came, and again after the loop was held back.</summary>
    protected abstract void Heard();

    /// <summary>Handles one frame.</summary>
    /// <param name="frame">Valid during the call.</param>
    /// <returns><see langword="false"/> if the loop must ask <see cref="ContinueAsync"/> before the next frame.</returns>
    protected abstract bool Handle(in Frame frame);

    /// <summary>Finishes what a frame began that cannot be done at once.</summary>
    /// <param name="cancellationToken">The session is over.</param>
    /// <returns><see langword="false"/> if the session is over.</returns>
    protected abstract ValueTask<bool> ContinueAsync(CancellationToken cancellationToken);

    /// <summary>The stream ended between two frames.</summary>
    /// <returns>Why the session ends, or null if the service is still to finish its answers.</returns>
    protected abstract SessionEnd? EndOfStream();

    /// <summary>Messages that wait for their turn at the service.</summary>
    protected virtual int HeldMessages => 0;

    /// <summary>Waits until fewer than so many messages wait for their turn.</summary>
    protected virtual ValueTask WaitForTurnAsync(int limit, CancellationToken cancellationToken) => default;

    /// <summary>The session is over: nothing waits for its turn any more.</summary>
    protected virtual void LetGo()
    {
    }

    /// <summary>Listens no further to the client until something is done.</summary>
    protected async ValueTask HoldBackUntilAsync(ValueTask done)
    {
        IsHeldBack = true;
        await done.ConfigureAwait(false);
        Heard();
        IsHeldBack = false;
    }

    /// <summary>Delivers a message to the service on the middle man's behalf.</summary>
    protected void Deliver(ErlTerm message) => Context.Node.Send(ControllingProcess!, message);

    /// <summary>Notes in the audit log that bytes were no term under the limits.</summary>
    protected void ReportBadTerm(ChanError error, int length)
        => Context.Audit.TermRefused(Context.Service.Name, error.Detail.ToString(), length, Source);

    /// <summary>Notes a breach of the protocol and ends the session with it.</summary>
    /// <param name="state">Where in the protocol; ours.</param>
    /// <param name="offence">What the client did; ours, never its bytes.</param>
    protected void Violation(string state, string offence)
    {
        Context.Audit.ProtocolViolation(state, offence, Source);
        End(SessionEnd.Violation(offence));
    }

    private async Task ReadGuardedAsync(CancellationToken cancellationToken)
    {
        // Leave the caller's thread: frames may be buffered already, and the first of them may run a service.
        await Task.Yield();
        try
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FrameTooLargeException)
        {
            End(SessionEnd.TooLarge);
        }
        catch (TruncatedFrameException)
        {
            End(SessionEnd.Lost);
        }
        catch (ProtocolViolationException violation)
        {
            Violation("session", violation.Message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            End(SessionEnd.Lost);
        }
        catch (Exception exception)
        {
            // A defect of ours: it ends this session and no other.
            Context.Audit.HandlerCrashed(Context.Service.Name, Context.SessionId.Span, exception);
            End(SessionEnd.Crashed);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (!await BeginAsync().ConfigureAwait(false))
        {
            return;
        }

        while (!IsOver && await Reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Heard();
            if (!HandleBuffered() && !await ContinueAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await HoldBackAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!IsOver)
        {
            if (EndOfStream() is { } end)
            {
                End(end);
            }
            else
            {
                TellMiddleMan();
            }
        }
    }

    // The processes that these frames wake run on this thread when the batch ends: the service, the middle man and the write of the answer
    // follow each other without a change of thread, and one wake-up serves many messages.
    private bool HandleBuffered()
    {
        using SendBatch batch = Context.Node.BeginBatch();
        int room = Math.Min(FramesPerBatch, MailboxRoom());
        for (int handled = 0; handled < room && !IsOver && Reader.TryRead(out Frame frame); handled++)
        {
            if (!Handle(in frame))
            {
                return false;
            }
        }

        return true;
    }

    private int MailboxRoom()
        => ControllingProcess is { } service ? Math.Max(1, Context.Service.Configuration.Limits.MailboxLimit - HeldMessages - Context.Node.GetMailboxLength(service)) : 1;

    // Costs nothing while both have room.
    private ValueTask HoldBackAsync(CancellationToken cancellationToken)
    {
        ValueTask mailbox = ControllingProcess is { } service
            ? Context.Node.WaitForMailboxAsync(service, Context.Service.Configuration.Limits.MailboxLimit, cancellationToken)
            : default;
        ValueTask turn = WaitForTurnAsync(Context.Service.Configuration.Limits.MailboxLimit, cancellationToken);
        ValueTask room = Writer.WaitForRoomAsync(cancellationToken);
        return mailbox.IsCompletedSuccessfully && turn.IsCompletedSuccessfully && room.IsCompletedSuccessfully ? default : WaitAsync(mailbox, turn, room);
    }

    private async ValueTask WaitAsync(ValueTask mailbox, ValueTask turn, ValueTask room)
    {
        await HoldBackUntilAsync(turn).ConfigureAwait(false);
        await HoldBackUntilAsync(mailbox).ConfigureAwait(false);
        await HoldBackUntilAsync(room).ConfigureAwait(false);
    }
}
