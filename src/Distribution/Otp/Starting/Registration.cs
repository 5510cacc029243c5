using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Starting;

/// <summary>The name of a process that starts: taken before its initialisation, and free again before a failed start returns.</summary>
internal static class Registration
{
    /// <summary>Takes the name; when it is taken, the start fails with <c>{already_started, Pid}</c>.</summary>
    public static async ValueTask RegisterAsync(ProcessContext self, ServerName? name, InitAck ack)
    {
        if (name is not null && await name.RegisterAsync(self).ConfigureAwait(false) is { } other)
        {
            ack.Fail(StartResult.Failed(ErlTerm.Tuple(Atoms.AlreadyStarted, other)), Atoms.Normal);
        }
    }

    /// <summary>Gives the name back.</summary>
    public static async ValueTask UnregisterAsync(ProcessContext self, ServerName? name)
    {
        if (name is null)
        {
            return;
        }

        try
        {
            await name.UnregisterAsync(self).ConfigureAwait(false);
        }
        catch (Exception) when (!self.IsDead)
        {
            // The name has gone already, or its register has; what counts is why the start failed. A name goes with its process at the latest.
        }
    }
}
