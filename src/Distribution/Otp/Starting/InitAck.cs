using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Starting;

/// <summary>With this a process tells who starts it that it runs, or why not: <c>proc_lib:init_ack/1</c> and <c>init_fail/2</c>.</summary>
public sealed class InitAck
{
    private readonly ProcessContext _self;
    private readonly ErlPid _starter;

    internal InitAck(ProcessContext self, ErlPid starter) => (_self, _starter) = (self, starter);

    /// <summary>What of the process may be seen in the report of its crash. Everything, until it says so.</summary>
    internal Func<ServerStatus, ServerStatus> Show { get; set; } = static status => status;

    /// <summary>The process runs: who starts it goes on.</summary>
    /// <param name="info">What to tell beside the pid.</param>
    public void Ok(ErlTerm? info = null) => Send(Atoms.Ack, StartResult.Ok(_self.Self, info));

    /// <summary>The process does not run: it ends with <paramref name="reason"/>, and once it has, the start returns <paramref name="result"/>.</summary>
    /// <exception cref="TermException">Always; ends the process.</exception>
    [DoesNotReturn]
    public void Fail(StartResult result, ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(reason);
        Tell(result);
        throw TermException.Exit(reason);
    }

    /// <summary>The process does not run, and ends by its own exception now; what the start returns once it has ended.</summary>
    internal void Tell(StartResult result) => Send(Atoms.Nack, result);

    private void Send(ErlAtom label, StartResult result) => _self.Send(_starter, ErlTerm.Tuple(label, _self.Self, result.ToTerm()));
}
