using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;

namespace Chan.EndToEnd.Tests.Docs;

/// <summary>What <see cref="Shop"/> of the page starts.</summary>
internal sealed class ShopSupervisor : Supervisor
{
    protected override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => new(new SupervisorSpec());
}
