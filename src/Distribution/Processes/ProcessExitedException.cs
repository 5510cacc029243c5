using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>A process that host code waited for was ended before it could give its result.</summary>
public sealed class ProcessExitedException : Exception
{
    internal ProcessExitedException(ErlPid pid, ErlTerm reason)
        : base($"Process {pid} was ended before it gave a result: {Signals.ReasonText.Of(reason)}")
    {
        Pid = pid;
        Reason = reason;
    }

    /// <summary>The process.</summary>
    public ErlPid Pid { get; }

    /// <summary>Its exit reason.</summary>
    public ErlTerm Reason { get; }
}
