using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>The messages of gen calls and casts, as servers of every OTP release read and answer them.</summary>
internal static class GenMessage
{
    /// <summary>Reads <c>{'$gen_call', {Pid, Tag}, Request}</c>.</summary>
    public static bool TryReadCall(ErlTerm message, out GenFrom from, [NotNullWhen(true)] out ErlTerm? request)
        => TryReadCall(message, Atoms.GenCall, out from, out request);

    /// <summary>Reads <c>{Label, {Pid, Tag}, Request}</c>.</summary>
    public static bool TryReadCall(ErlTerm message, ErlAtom label, out GenFrom from, [NotNullWhen(true)] out ErlTerm? request)
    {
        if (message is ErlTuple { Count: 3 } call && ReferenceEquals(call[0], label) && GenFrom.TryRead(call[1], out from))
        {
            request = call[2];
            return true;
        }

        from = default;
        request = null;
        return false;
    }

    /// <summary>Reads <c>{'$gen_cast', Request}</c>.</summary>
    public static bool TryReadCast(ErlTerm message, [NotNullWhen(true)] out ErlTerm? request)
    {
        request = message is ErlTuple { Count: 2 } cast && ReferenceEquals(cast[0], Atoms.GenCast) ? cast[1] : null;
        return request is not null;
    }

    /// <summary>The message of a cast.</summary>
    public static ErlTerm Cast(ErlTerm request) => ErlTerm.Tuple(Atoms.GenCast, request);

    /// <summary>Reads <c>{'EXIT', Pid, Reason}</c>.</summary>
    public static bool TryReadExit(ErlTerm message, [NotNullWhen(true)] out ErlPid? from, [NotNullWhen(true)] out ErlTerm? reason)
    {
        if (message is ErlTuple { Count: 3 } exit && ReferenceEquals(exit[0], Atoms.Exit) && exit[1] is ErlPid pid)
        {
            (from, reason) = (pid, exit[2]);
            return true;
        }

        (from, reason) = (null, null);
        return false;
    }

    /// <summary>Sends what a peer asked for to where it said; a destination that is none is dropped with the message.</summary>
    public static void TrySend(this ProcessContext self, ErlTerm destination, ErlTerm message)
    {
        try
        {
            self.Send(destination, message);
        }
        catch (Exception failure) when (failure is ArgumentException || (failure is TermException { Class: TermExceptionClass.Error } && !self.IsDead))
        {
            // The destination came from outside, the name is not registered any more, or more waits for its node than may: nobody is to be told.
        }
    }

    /// <summary>As the form for processes, from code that is none.</summary>
    public static void TrySend(this Node node, ErlTerm destination, ErlTerm message)
    {
        try
        {
            node.Send(destination, message);
        }
        catch (Exception failure) when (failure is ArgumentException or TermException)
        {
            // As for processes.
        }
    }
}
