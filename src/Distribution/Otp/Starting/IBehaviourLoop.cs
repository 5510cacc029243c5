using Chan.Distribution.Otp.Sys;

namespace Chan.Distribution.Otp.Starting;

/// <summary>What a process of a behaviour does once it has its name: see <see cref="Behaviour{T}"/>.</summary>
internal interface IBehaviourLoop
{
    /// <summary>Runs the initialisation of the user's object.</summary>
    /// <returns><see langword="null"/> when the process goes on; else what the start gives: <c>ignore</c>, or an error that is the exit reason too.</returns>
    ValueTask<StartResult?> InitAsync();

    /// <summary>Handles messages until the process ends.</summary>
    Task RunAsync();

    /// <summary>What of a status may be seen in the report of a crash.</summary>
    ServerStatus Show(ServerStatus status) => status;
}
