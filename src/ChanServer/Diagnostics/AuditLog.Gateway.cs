namespace Chan.Server.Diagnostics;

/// <summary>Events of the gateway as a whole.</summary>
public sealed partial class AuditLog
{
    /// <summary>1000. One event for the start; the ports are in it as <c>name address protocol</c>, the insecure settings by the numbers of their warnings.</summary>
    public void Started(string version, string certificateFingerprint, IEnumerable<string> ports, IEnumerable<string> insecureSettings)
        => LogStarted(version, certificateFingerprint, Join(ports), Join(insecureSettings));

    /// <summary>1001. The hash is SHA-256 over the file, in hex: it tells versions apart and holds no secret worth guessing.</summary>
    public void ConfigurationLoaded(string path, string sha256, int ports, int services)
        => LogConfigurationLoaded(LogText.Escape(path), sha256, ports, services);

    /// <summary>1002. <paramref name="setting"/> is the configuration key with its item.</summary>
    public void InsecureSetting(string setting, string consequence)
        => LogInsecureSetting(LogText.Escape(setting), consequence);

    /// <summary>1003.</summary>
    public void Stopped() => LogStopped();

    /// <summary>1400. <paramref name="reason"/> says what is wrong and what would be right.</summary>
    public void SecretFileRefused(string path, string reason) => LogSecretFileRefused(LogText.Escape(path), reason);

    /// <summary>1401. <paramref name="idProver"/> is the service, or service/client.</summary>
    public void VerifierChanged(string idProver) => LogVerifierChanged(LogText.Escape(idProver));

    private static string Join(IEnumerable<string> parts)
    {
        string joined = string.Join("; ", parts.Select(LogText.Escape));
        return joined.Length == 0 ? "none" : joined;
    }
}
