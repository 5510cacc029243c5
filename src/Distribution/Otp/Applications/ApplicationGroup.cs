using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>The processes of an application: those whose group leader is its master.</summary>
internal static class ApplicationGroup
{
    /// <summary>Kills all of them but the one that calls. Done when it returns.</summary>
    public static void Kill(ProcessContext self, ErlPid master)
    {
        // A process may have started another one before it was killed: until none is found.
        bool isClean;
        do
        {
            isClean = true;
            foreach (ProcessContext each in self.Node.Table.Snapshot())
            {
                if (each != self && !each.IsDead && master.Equals(each.RelationsOrNull?.GroupLeader))
                {
                    isClean = false;
                    self.Exit(each.Self, Atoms.Kill);
                }
            }
        }
        while (!isClean);
    }
}
