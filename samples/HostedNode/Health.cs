using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HostedNode;

/// <summary>Tells other nodes what the health checks of the program say; those of a web program would be asked by HTTP.</summary>
public sealed class Health(HealthCheckService checks) : GenServer
{
    protected override async ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        if (request is not ErlAtom("check"))
        {
            return await base.HandleCallAsync(request, from);
        }

        HealthReport report = await checks.CheckHealthAsync(Process.Exiting);
        return CallResult.Reply(ErlTerm.Atom(report.Status.ToString().ToLowerInvariant()));
    }
}
