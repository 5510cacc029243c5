using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>The supervisor reports in the log: events 2610 to 2616. Arguments of starts are left out, because they may be confidential.</summary>
internal sealed partial class SupervisorLog(ProcessContext self, ErlTerm supervisor)
{
    private readonly ILogger _logger = self.Node.LoggerFactory.CreateLogger("Chan.Distribution.Otp.Supervisor");
    private readonly string _name = ReasonText.Of(supervisor);

    public void ChildTerminated(Child child, ErlTerm reason)
        => self.Report(() => ChildTerminated(
            _logger, _name, IdOf(child), child.Pid, ReasonText.Of(reason), child.Start.Name, child.Spec.Restart, child.Spec.IsSignificant,
            child.Spec.Shutdown, child.Spec.Type));

    public void StartFailed(Child child, ErlTerm reason)
        => self.Report(() => StartFailed(
            _logger, _name, IdOf(child), ReasonText.Of(reason), child.Former ?? child.Pid, child.Start.Name, child.Spec.Restart,
            child.Spec.IsSignificant, child.Spec.Shutdown, child.Spec.Type));

    public void ShutdownFailed(Child child, ErlTerm reason)
        => self.Report(() => ShutdownFailed(
            _logger, _name, IdOf(child), child.Pid, ReasonText.Of(reason), child.Start.Name, child.Spec.Restart, child.Spec.IsSignificant,
            child.Spec.Shutdown, child.Spec.Type));

    /// <summary>One entry for all children that ended with the same wrong reason.</summary>
    public void ShutdownFailed(Child template, int count, ErlTerm reason)
        => self.Report(() => ManyShutdownsFailed(
            _logger, _name, count, IdOf(template), ReasonText.Of(reason), template.Start.Name, template.Spec.Restart,
            template.Spec.IsSignificant, template.Spec.Shutdown, template.Spec.Type));

    public void GivenUp(Child child, SupervisorFlags flags)
        => self.Report(() => GivenUp(
            _logger, _name, IdOf(child), child.Former ?? child.Pid, flags.Intensity, flags.Period, child.Start.Name, child.Spec.Restart,
            child.Spec.IsSignificant, child.Spec.Shutdown, child.Spec.Type));

    public void Started(Child child)
    {
        if (child.Pid is { } pid)
        {
            self.Report(() => Started(_logger, _name, IdOf(child), pid, child.Start.Name, child.Spec.Restart, child.Spec.Shutdown, child.Spec.Type));
        }
    }

    public void Unexpected(ErlTerm message) => self.Report(() => Unexpected(_logger, _name, ReasonText.Of(message)));

    private static string IdOf(Child child) => ReasonText.Of(child.Spec.Id);

    [LoggerMessage(
        2610, LogLevel.Error,
        "Supervisor {Supervisor}: child {Id}, process {Pid}, ended: {Reason}; started by {Start}, {Restart}, significant {Significant}, shutdown {Shutdown}, {Type}")]
    private static partial void ChildTerminated(
        ILogger logger, string supervisor, string id, ErlPid? pid, string reason, string start, RestartKind restart, bool significant, Shutdown shutdown,
        ChildType type);

    [LoggerMessage(
        2611, LogLevel.Error,
        "Supervisor {Supervisor}: the start of child {Id} failed: {Reason}; process before {Pid}, started by {Start}, {Restart}, significant {Significant}, shutdown {Shutdown}, {Type}")]
    private static partial void StartFailed(
        ILogger logger, string supervisor, string id, string reason, ErlPid? pid, string start, RestartKind restart, bool significant, Shutdown shutdown,
        ChildType type);

    [LoggerMessage(
        2612, LogLevel.Error,
        "Supervisor {Supervisor}: child {Id}, process {Pid}, did not end in order: {Reason}; started by {Start}, {Restart}, significant {Significant}, shutdown {Shutdown}, {Type}")]
    private static partial void ShutdownFailed(
        ILogger logger, string supervisor, string id, ErlPid? pid, string reason, string start, RestartKind restart, bool significant, Shutdown shutdown,
        ChildType type);

    [LoggerMessage(
        2613, LogLevel.Error,
        "Supervisor {Supervisor}: {Count} children {Id} did not end in order: {Reason}; started by {Start}, {Restart}, significant {Significant}, shutdown {Shutdown}, {Type}")]
    private static partial void ManyShutdownsFailed(
        ILogger logger, string supervisor, int count, string id, string reason, string start, RestartKind restart, bool significant, Shutdown shutdown,
        ChildType type);

    [LoggerMessage(
        2614, LogLevel.Error,
        "Supervisor {Supervisor} ends: reached_max_restart_intensity at child {Id}, process before {Pid}: more than {Intensity} restarts in {Period}; started by {Start}, {Restart}, significant {Significant}, shutdown {Shutdown}, {Type}")]
    private static partial void GivenUp(
        ILogger logger, string supervisor, string id, ErlPid? pid, int intensity, TimeSpan period, string start, RestartKind restart, bool significant,
        Shutdown shutdown, ChildType type);

    [LoggerMessage(
        2615, LogLevel.Information, "Supervisor {Supervisor}: child {Id} runs as {Pid}; started by {Start}, {Restart}, shutdown {Shutdown}, {Type}")]
    private static partial void Started(
        ILogger logger, string supervisor, string id, ErlPid pid, string start, RestartKind restart, Shutdown shutdown, ChildType type);

    [LoggerMessage(2616, LogLevel.Error, "Supervisor {Supervisor} got a message that it does not handle: {Message}")]
    private static partial void Unexpected(ILogger logger, string supervisor, string message);
}
