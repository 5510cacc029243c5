using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The log events of applications: 2640 to 2645.</summary>
internal sealed partial class ApplicationLog(Node node)
{
    private readonly ILogger _logger = node.LoggerFactory.CreateLogger("Chan.Distribution.Otp.Application");

    public void Started(ErlAtom application) => Started(_logger, application, node.Name);

    public void Ended(ErlAtom application, RestartKind kind, ErlTerm reason) => Ended(_logger, application, ReasonText.Of(reason), kind);

    public void Crashed(ErlAtom application, RestartKind kind, ErlTerm reason) => Crashed(_logger, application, ReasonText.Of(reason), kind);

    public void AllEnd(ErlAtom application, RestartKind kind, ErlTerm reason) => AllEnd(_logger, kind, application, ReasonText.Of(reason));

    public void CleanUpFailed(ErlAtom application, string step, ErlTerm reason) => CleanUpFailed(_logger, step, application, ReasonText.Of(reason));

    public void Killed(ErlAtom application) => Killed(_logger, application);

    [LoggerMessage(2640, LogLevel.Information, "Application {Application} runs at {Node}")]
    private static partial void Started(ILogger logger, ErlAtom application, ErlAtom node);

    [LoggerMessage(2641, LogLevel.Information, "Application {Application} ended: {Reason}; {Kind}")]
    private static partial void Ended(ILogger logger, ErlAtom application, string reason, RestartKind kind);

    [LoggerMessage(2642, LogLevel.Critical, "The {Kind} application {Application} ended: {Reason}. All other applications are stopped")]
    private static partial void AllEnd(ILogger logger, RestartKind kind, ErlAtom application, string reason);

    [LoggerMessage(2643, LogLevel.Warning, "Application {Application} ended: {Reason}; {Kind}")]
    private static partial void Crashed(ILogger logger, ErlAtom application, string reason, RestartKind kind);

    [LoggerMessage(2644, LogLevel.Error, "{Step} of application {Application} failed: {Reason}. The application is stopped nevertheless")]
    private static partial void CleanUpFailed(ILogger logger, string step, ErlAtom application, string reason);

    [LoggerMessage(2645, LogLevel.Warning, "Application {Application} has not ended in its time; its processes are killed")]
    private static partial void Killed(ILogger logger, ErlAtom application);
}
