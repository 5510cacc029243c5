using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Starting;

/// <summary>How a start ended: <c>{ok, Pid}</c>, <c>{ok, Pid, Info}</c>, <c>ignore</c> or <c>{error, Reason}</c>.</summary>
public sealed record StartResult
{
    private StartResult(ErlPid? started, ErlTerm? info, ErlTerm? error) => (Started, Info, Error) = (started, info, error);

    /// <summary>The process did not want to run, and that is no fault: <c>ignore</c>.</summary>
    public static StartResult Ignore { get; } = new(null, null, null);

    /// <summary>The process, or <see langword="null"/> when none runs.</summary>
    public ErlPid? Started { get; }

    /// <summary>What the start tells beside the pid, or <see langword="null"/>.</summary>
    public ErlTerm? Info { get; }

    /// <summary>Why there is no process: <c>{already_started, Pid}</c>, <c>timeout</c>, or what the initialisation gave. <see langword="null"/> otherwise.</summary>
    public ErlTerm? Error { get; }

    /// <summary>Whether the process runs.</summary>
    [MemberNotNullWhen(true, nameof(Started))]
    public bool IsStarted => Started is not null;

    /// <summary>The process.</summary>
    /// <exception cref="TermException">None runs: the error with the reason, or <c>ignore</c>.</exception>
    public ErlPid Pid => Started ?? throw TermException.Error(Error ?? Atoms.Ignore);

    /// <summary>The process runs.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="info">What the start tells beside it.</param>
    public static StartResult Ok(ErlPid pid, ErlTerm? info = null)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return new StartResult(pid, info, null);
    }

    /// <summary>The start failed.</summary>
    /// <param name="reason">Why.</param>
    public static StartResult Failed(ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new StartResult(null, null, reason);
    }

    /// <summary>Reads what a start function returned: <c>{ok, Pid}</c>, <c>{ok, Pid, Info}</c>, <c>ignore</c> or <c>{error, Reason}</c>.</summary>
    /// <returns>False for any other term.</returns>
    public static bool TryRead(ErlTerm term, [NotNullWhen(true)] out StartResult? result)
    {
        result = term switch
        {
            ErlTuple and [ErlAtom ok, ErlPid pid] when ok == Atoms.Ok => Ok(pid),
            ErlTuple and [ErlAtom ok, ErlPid pid, var info] when ok == Atoms.Ok => Ok(pid, info),
            ErlTuple and [ErlAtom error, var reason] when error == Atoms.Error => Failed(reason),
            ErlAtom ignore when ignore == Atoms.Ignore => Ignore,
            _ => null,
        };
        return result is not null;
    }

    /// <summary>The term of Erlang.</summary>
    public ErlTerm ToTerm()
        => Error is not null ? ErlTerm.Tuple(Atoms.Error, Error)
            : Started is null ? Atoms.Ignore
            : Info is null ? ErlTerm.Tuple(Atoms.Ok, Started)
            : ErlTerm.Tuple(Atoms.Ok, Started, Info);
}
