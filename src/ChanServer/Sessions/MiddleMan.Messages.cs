using Chan.Distribution.Processes;
using Chan.Server.Services;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Sessions;

internal sealed partial class MiddleMan
{
    // False when the middle man is to stop serving: the service is gone, or must leave.
    private bool Handle(ProcessContext self, ErlPid controlling, ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple { Count: 2 } pair when ReferenceEquals(pair[0], Atoms.Send):
                client.Send(pair[1]);
                return true;

            case ErlTuple { Count: 3 } reply when ReferenceEquals(reply[0], Atoms.Reply):
                client.Reply(reply[1], reply[2]);
                return true;

            case ErlTuple { Count: 2 } pair when ReferenceEquals(pair[0], ServiceProgram.Push):
                client.Push(pair[1]);
                return true;

            case ErlAtom atom when ReferenceEquals(atom, Atoms.Close):
                client.CloseByService();
                return !Leave();

            case ErlTuple { Count: 3 } exit when ReferenceEquals(exit[0], Atoms.Exit) && exit[1].Equals(controlling):
                _isLeaving = false;
                client.ServiceExited(exit[2]);
                return false;

            case ErlTuple gone when gone.Equals(_clientGone):
                if (!_isLeaving)
                {
                    self.Send(controlling, ErlTerm.Tuple(Atoms.ChanClosed, self.Self));
                }

                return !Leave();

            default:
                ReportUnknown();
                return true;
        }
    }

    // True the first time: a service that closes and then sees the client go has one grace time, not two.
    private bool Leave()
    {
        bool first = !_isLeaving;
        _isLeaving = true;
        return first;
    }

    private void ReportUnknown()
    {
        if (!_reportedUnknown)
        {
            _reportedUnknown = true;
            LogUnknownMessage(service.Name);
        }
    }

    [LoggerMessage(2101, LogLevel.Warning,
        "Service {Service} sent its middle man a message that is none of {{send, T}}, {{reply, Id, T}}, {{push, T}}, close; it and later ones of this session are ignored")]
    private partial void LogUnknownMessage(string service);

    [LoggerMessage(2102, LogLevel.Warning, "Service {Service} did not leave within {Seconds} s after its session ended; its process is killed")]
    private partial void LogKilled(string service, double seconds);
}
