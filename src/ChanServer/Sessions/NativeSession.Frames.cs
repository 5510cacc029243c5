using Chan.Protocol.Framing;
using Chan.Protocol.Sessions;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Server.Sessions;

internal sealed partial class NativeSession
{
    private static readonly ErlTerm Pattern = ChanError.RefusedByPattern.ToTerm();
    private static readonly ErlTerm Rate = ChanError.RefusedByRate.ToTerm();
    private static readonly ErlTerm Cancelled = ChanError.Cancelled.ToTerm();

    /// <inheritdoc/>
    protected override bool Handle(in Frame frame)
    {
        if (!IsInOrder(frame.Type))
        {
            return Refuse(_isStarted ? "A second START came." : $"A frame of type 0x{(byte)frame.Type:X2} came before START.");
        }

        if (!SessionCodec.TryDecode(SessionSide.Server, in frame, TermLimits.Untrusted, out SessionMessage message, out SessionOffence? offence))
        {
            return Refuse(offence, frame.Body.Length);
        }

        return message.Type switch
        {
            FrameType.Start => OnStart(message.Term!),
            FrameType.Cast => OnCast(message.Term!),
            FrameType.Rpc => OnRpc(message.Id, message.Term!),
            FrameType.Cancel => OnCancel(message.Id),
            FrameType.Ping => OnPing(message.Token),
            // Asked for or not, a PONG means no more than that the client is there.
            FrameType.Pong => true,
            _ => OnClose(),
        };
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> ContinueAsync(CancellationToken cancellationToken)
    {
        if (_heldPong is { } token)
        {
            _heldPong = null;
            while (!Writer.TryWritePong(token))
            {
                await HoldBackUntilAsync(Writer.WaitForPongRoomAsync(cancellationToken)).ConfigureAwait(false);
            }

            return true;
        }

        if (_argument is not { } argument)
        {
            return false;
        }

        _argument = null;
        return await StartServiceAsync(argument).ConfigureAwait(false);
    }

    // Types of the other direction and unknown ones are refused when they are decoded; here only START's turn is judged.
    private bool IsInOrder(FrameType type) => type switch
    {
        FrameType.Start => !_isStarted,
        FrameType.Cast or FrameType.Rpc or FrameType.Cancel => _isStarted,
        _ => true,
    };

    private bool OnStart(ErlTerm argument)
    {
        _isStarted = true;
        _argument = argument;
        return false;
    }

    private bool OnCast(ErlTerm term)
    {
        if (WhyRefused(term) is { } refusal)
        {
            Write(FrameType.Error, 0, refusal);
        }
        else
        {
            _rpcs.Cast(ErlTerm.Tuple(Atoms.Chan, MiddleManPid, term));
        }

        return true;
    }

    private bool OnRpc(uint id, ErlTerm term)
    {
        if (id == 0)
        {
            return Refuse("Request id 0 stands for the session; requests have other ids.");
        }

        if (_rpcs.Contains(id))
        {
            return Refuse($"Request id {id} is in use.");
        }

        if ((WhyRefused(term) ?? (_rpcs.TryOpen(id, MessageOf(id, term)) ? null : Rate)) is { } refusal)
        {
            Write(FrameType.Error, id, refusal);
        }

        return true;
    }

    private ErlTuple MessageOf(uint id, ErlTerm term)
        => Context.Service.KnowsIds ? ErlTerm.Tuple(Atoms.Chan, MiddleManPid, (long)id, term) : ErlTerm.Tuple(Atoms.Chan, MiddleManPid, term);

    private bool OnCancel(uint id)
    {
        if (_rpcs.TryCancel(id))
        {
            Write(FrameType.Error, id, Cancelled);
            EndIfDrained();
        }

        return true;
    }

    private bool OnPing(ulong token)
    {
        if (Writer.TryWritePong(token))
        {
            return true;
        }

        // As many pongs wait as may wait: nothing more is read until the client has taken them. One that does not is closed as slow by the writer.
        _heldPong = token;
        return false;
    }

    private bool OnClose()
    {
        End(SessionEnd.ByClient);
        return false;
    }

    private ErlTerm? WhyRefused(ErlTerm term) => IsDraining ? ErrorTerms.Draining : Context.Service.Accepts(term) ? null : Pattern;

    private bool Refuse(string offence)
    {
        Violation(_isStarted ? "session" : "await START", offence);
        return false;
    }

    private bool Refuse(SessionOffence offence, int length)
    {
        if (offence.Error.Class != Atoms.Badterm)
        {
            Context.Audit.ProtocolViolation(_isStarted ? "session" : "await START", offence.Error.ToString(), Source);
            End(new SessionEnd("protocol violation", offence.Error.ToTerm()));
            return false;
        }

        ReportBadTerm(offence.Error, length);
        if (offence.ErrorId is { } id)
        {
            Write(FrameType.Error, id, offence.Error.ToTerm());
        }

        End(SessionEnd.BadTerm(offence.Error.ToTerm()));
        return false;
    }
}
