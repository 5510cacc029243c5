using Chan.Distribution.Processes;

namespace Chan.Distribution.Otp.Starting;

/// <summary>What processes of behaviours write to the log about themselves.</summary>
internal static class Reporting
{
    /// <summary>Writes a report. One that fails, as when the program has disposed its loggers, changes nothing for the process.</summary>
    public static void Report(this ProcessContext self, Action write)
    {
        try
        {
            write();
        }
        catch (Exception) when (!self.IsDead)
        {
            // Nobody is left to tell, and how a process ends is not for a logger to decide.
        }
    }
}
