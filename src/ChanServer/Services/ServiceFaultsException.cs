namespace Chan.Server.Services;

/// <summary>The gateway cannot start what its configuration names; the message lists every fault at once.</summary>
public sealed class ServiceFaultsException(IReadOnlyList<ServiceFault> faults)
    : Exception(string.Join(Environment.NewLine, faults.Select(fault => $"{fault.Item}: {fault.Message}")))
{
    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyList<ServiceFault> Faults { get; } = faults;
}
