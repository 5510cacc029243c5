using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <content>The list of handlers, and the terms in which their ends are told.</content>
internal sealed partial class GenEventLoop
{
    /// <summary>What Erlang's <c>catch</c> makes of a failure.</summary>
    private static ErlTerm Caught(Exception failure)
        => failure is TermException { Class: TermExceptionClass.Throw } thrown ? thrown.Reason : ErlTerm.Tuple(Atoms.Exit, ExitReasons.Of(failure));

    private static bool IsOrderly(ErlTerm reason)
        => reason.Equals(Atoms.Normal) || reason.Equals(Atoms.Shutdown) || (reason is ErlTuple { Count: 3 } swap && swap[0].Equals(Swapped));

    private static ErlTuple SwappedBy(ErlTerm successor, ErlPid? supervisor)
        => ErlTerm.Tuple(Swapped, successor, (ErlTerm?)supervisor ?? Atoms.False);

    private void TellSupervisor(ErlPid? supervisor, ErlTerm reference, ErlTerm reason)
    {
        if (supervisor is not null)
        {
            _self.TrySend(supervisor, ErlTerm.Tuple(GenEventRequest.GenEventExit, reference, reason));
        }
    }

    private bool TryTake(ErlTerm reference, [NotNullWhen(true)] out InstalledHandler? handler)
    {
        int index = _handlers.FindIndex(each => each.IsAt(reference));
        handler = index < 0 ? null : _handlers[index];
        if (handler is not null)
        {
            _handlers.RemoveAt(index);
        }

        return handler is not null;
    }

    /// <summary>Puts what is left in the place of a handler.</summary>
    /// <returns>How many that are: one or none.</returns>
    private int PutBack(int index, InstalledHandler? handler)
    {
        if (handler is null)
        {
            _handlers.RemoveAt(index);
            return 0;
        }

        _handlers[index] = handler;
        return 1;
    }
}
