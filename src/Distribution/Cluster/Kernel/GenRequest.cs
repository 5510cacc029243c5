using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>The messages of gen calls and casts, as servers of every OTP release read and answer them.</summary>
internal static class GenRequest
{
    /// <summary>Reads <c>{'$gen_call', {Pid, Tag}, Request}</c>.</summary>
    public static bool TryReadCall(ErlTerm message, out GenCaller caller, [NotNullWhen(true)] out ErlTerm? request)
    {
        if (message is ErlTuple and [ErlAtom label, ErlTuple and [ErlPid pid, var tag], var body] && label == Atoms.GenCall)
        {
            caller = new GenCaller(pid, tag);
            request = body;
            return true;
        }

        caller = default;
        request = null;
        return false;
    }

    /// <summary>Reads <c>{'$gen_cast', Request}</c>.</summary>
    public static bool TryReadCast(ErlTerm message, [NotNullWhen(true)] out ErlTerm? request)
    {
        request = message is ErlTuple and [ErlAtom label, var body] && label == Atoms.GenCast ? body : null;
        return request is not null;
    }

    /// <summary>The message of a cast.</summary>
    public static ErlTerm Cast(ErlTerm request) => ErlTerm.Tuple(Atoms.GenCast, request);

    /// <summary>Sends what a peer asked for to where it said; a destination that is none is dropped with the message.</summary>
    public static void TrySend(this ProcessContext self, ErlTerm destination, ErlTerm message)
    {
        try
        {
            self.Send(destination, message);
        }
        catch (ArgumentException)
        {
            // The destination came from outside; there is nobody to tell.
        }
    }
}
