using System.Net;
using Chan.Server.Configuration.Faults;

namespace Chan.Server.Configuration.Reading;

/// <summary>Checks ports against each other and against the services.</summary>
internal sealed class PortChecks(ReadContext context)
{
    public void Check(IReadOnlyList<ReadPort> ports, IReadOnlyList<ReadService> services)
    {
        for (int i = 0; i < ports.Count; i++)
        {
            if (ports.Take(i).FirstOrDefault(earlier => Collide(earlier.Port.EndPoint, ports[i].Port.EndPoint)) is { } earlier)
            {
                context.Error(FaultCodes.PortTwice, (ports[i].Section["port"] ?? ports[i].Section).Location,
                    $"The ports '{earlier.Port.Name}' and '{ports[i].Port.Name}' are both {ports[i].Port.EndPoint.Port} on the same address.",
                    "Give each port a number of its own.");
            }
        }

        string[] names = [.. services.Select(service => service.Service.Name)];
        foreach (SettingNode item in ports.SelectMany(port => port.Section.Items("services")).Where(item => !names.Contains(item.Value)))
        {
            string? near = Spelling.Nearest(item.Value!, names);
            context.Error(FaultCodes.ServiceUndefined, item.Location, $"There is no service {SettingPhrases.Quote(item.Value)}.",
                near is null ? "Describe it in the section services, or remove it here." : $"Did you mean '{near}'?");
        }

        foreach (ReadService unused in services.Where(service => !ports.Any(port => port.Port.Services.Contains(service.Service.Name))))
        {
            context.Warning(FaultCodes.ServiceUnused, unused.Section.Location.Key(), $"The service '{unused.Service.Name}' is on no port, so nobody can reach it.",
                "Name it in \"services\" of a port.");
        }
    }

    // Port 0 never collides: the system chooses. An address that stands for all addresses collides with each of them.
    private static bool Collide(IPEndPoint one, IPEndPoint other)
        => one.Port == other.Port && one.Port != 0
            && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
