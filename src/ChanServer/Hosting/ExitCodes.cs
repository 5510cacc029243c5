namespace Chan.Server.Hosting;

/// <summary>What the gateway tells the shell or the service manager when it ends.</summary>
public static class ExitCodes
{
    /// <summary>It was told to stop, and stopped.</summary>
    public const int Stopped = 0;

    /// <summary>It could not start or go on: a port in use, a secret file refused.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is faulty; starting again changes nothing.</summary>
    public const int Configuration = 2;
}
