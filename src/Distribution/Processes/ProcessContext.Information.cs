using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Process information.</content>
public sealed partial class ProcessContext
{
    /// <summary>The registered name, if it has one. Any thread.</summary>
    internal ErlAtom? RegisteredName => RelationsOrNull?.Name;

    internal ProcessInformation? Describe()
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (relations.IsEnded)
            {
                return null;
            }

            var monitors = new List<ErlTerm>();
            for (Watch? watch = relations.Owned?.First; watch is not null; watch = watch.OwnedAfter)
            {
                if (watch is { IsMonitor: true, TargetTerm: { } target })
                {
                    monitors.Add(target);
                }
            }

            var monitoredBy = new List<ErlPid>();
            for (Watch? watch = relations.Watching; watch is not null; watch = watch.WatchingAfter)
            {
                monitoredBy.Add(watch.Owner?.Self ?? watch.RemoteOwner!);
            }

            return new ProcessInformation
            {
                Pid = Self,
                Status = IsWaiting ? ProcessStatus.Waiting : ProcessStatus.Running,
                RegisteredName = relations.Name,
                Label = relations.Label,
                MailboxLength = MailboxLength,
                Links = relations.Links?.ToArray() ?? [],
                Monitors = monitors,
                MonitoredBy = monitoredBy,
                TrapExit = TrapExit,
                Dictionary = relations.Dictionary?.Snapshot() ?? [],
                GroupLeader = relations.GroupLeader ?? Node.DefaultGroupLeader,
            };
        }
    }
}
