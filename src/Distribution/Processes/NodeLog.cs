using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Processes;

/// <summary>The log events of the process runtime: 2001 to 2099.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(2001, LogLevel.Error, "Process {Pid} ({Label}) crashed: {Reason}")]
    public static partial void ProcessCrashed(ILogger logger, ErlPid pid, string label, string reason);

    [LoggerMessage(2002, LogLevel.Error, "A callback on the exit token of process {Pid} threw: {Error}")]
    public static partial void ExitCallbackThrew(ILogger logger, ErlPid pid, string error);

    [LoggerMessage(2003, LogLevel.Warning, "Cannot start {Module}:{Function}/{Arity} on {Node}: {Reason}")]
    public static partial void SpawnFailed(ILogger logger, ErlAtom module, ErlAtom function, int arity, ErlAtom node, string reason);
}
