using Chan.Protocol.Verifiers;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Reading;

/// <summary>Checks that every service's credentials fit the ports that it is on (security design, sections 3.4 and 4).</summary>
internal sealed class CredentialChecks(ReadContext context)
{
    public void Check(IReadOnlyList<ReadPort> ports, IReadOnlyList<ReadService> services)
    {
        CheckParameters(services);
        foreach (ReadService service in services)
        {
            ReadPort[] offering = [.. ports.Where(port => port.Port.Services.Contains(service.Service.Name))];
            CheckDemo(service, offering);
            if (offering.Any(port => port.Port.Protocol == PortProtocol.Native))
            {
                CheckNative(service);
            }

            ReadPort[] classic = [.. offering.Where(port => port.Port.Protocol == PortProtocol.Classic)];
            if (classic.Length > 0)
            {
                CheckClassic(service);
                CheckShared(service, classic, ports, services);
            }
        }
    }

    /// <summary>The parameters of the verifier records, which agree unless a fault was reported; the default without records.</summary>
    public static KdfParameters CommonParameters(IReadOnlyList<ReadService> services)
        => Records(services).Select(found => (KdfParameters?)found.Record.Parameters).FirstOrDefault() ?? KdfParameters.Default;

    private static IEnumerable<(VerifierRecord Record, SettingNode Section)> Records(IReadOnlyList<ReadService> services)
        => from found in services.SelectMany(AllCredentials)
           where found.Credential is Credential.Verifier
           select (((Credential.Verifier)found.Credential).Record, found.Section);

    private static IEnumerable<(Credential Credential, SettingNode Section)> AllCredentials(ReadService service)
    {
        if (service.Service.Password is { } own)
        {
            yield return (own, service.Section);
        }

        foreach (SettingNode client in service.Section.Named("clients"))
        {
            if (service.Service.Clients.TryGetValue(client.Name, out Credential? credential))
            {
                yield return (credential, client);
            }
        }
    }

    private void CheckParameters(IReadOnlyList<ReadService> services)
    {
        KdfParameters common = CommonParameters(services);
        foreach ((VerifierRecord record, SettingNode section) in Records(services).Where(found => found.Record.Parameters != common))
        {
            context.Error(FaultCodes.KdfParametersDiffer, section["verifier"]!.Location,
                $"The verifier of '{record.IdProver}' was made with scrypt {record.Parameters}, the first one with {common}: the difference would tell strangers which names exist.",
                $"Make them anew with the same parameters: chan passwd {record.IdProver}");
        }
    }

    private void CheckDemo(ReadService service, ReadPort[] offering)
    {
        if (service.Service.Password is not Credential.Password { Source: CredentialSource.Demo }
            && !service.Service.Clients.Values.Any(client => client is Credential.Password { Source: CredentialSource.Demo }))
        {
            return;
        }

        foreach (ReadPort open in offering.Where(port => !PortReader.IsLoopback(port.Port)))
        {
            context.Error(FaultCodes.DemoOffLoopback, (open.Section["address"] ?? open.Section).Location,
                $"The port '{open.Port.Name}' would offer the demonstration service '{service.Service.Name}', whose password is published, to other machines.",
                "Give the service a password of its own (chan passwd) and remove \"demo\", or keep the port on 127.0.0.1.");
        }
    }

    private void CheckNative(ReadService service)
    {
        if (service.Service.Password is Credential.None)
        {
            context.Warning(FaultCodes.NoPasswordOnNative, service.Section["noPassword"]!.Location.Key(),
                $"The service '{service.Service.Name}' has no password: on native ports it is treated as unknown.",
                "Give it a password, or name it on classic ports only.");
        }
    }

    private void CheckClassic(ReadService service)
    {
        string name = service.Service.Name;
        switch (service.Service.Password)
        {
            case Credential.Verifier:
                context.Error(FaultCodes.VerifierOnClassic, service.Section["verifier"]!.Location,
                    $"The service '{name}' is on a classic port, which needs the password itself; a verifier does not contain it.",
                    "Take the service off the classic port, or use a passwordFile.");
                break;
            case Credential.Password { Value.IsLatin1: false }:
                context.Error(FaultCodes.PasswordNotLatin1, service.Section.Location.Key(),
                    $"The password of the service '{name}' has characters that the classic protocol cannot carry.",
                    "Use characters up to U+00FF, or take the service off the classic port.");
                break;
            case null when service.Section.Named("clients").Count > 0:
                context.Error(FaultCodes.NoCredential, service.Section.Location.Key(),
                    $"The service '{name}' is on a classic port, which knows no client names, and has no password of its own.",
                    "Give the service a passwordFile, or take it off the classic port.");
                break;
            default:
                break;
        }

        if (service.Service.Password is not null && service.Section["clients"] is { } clients)
        {
            context.Warning(FaultCodes.ClientsOnClassic, clients.Location.Key(),
                $"The named clients of '{name}' cannot use its classic port: the classic protocol knows no client names.",
                "They connect to a native port.");
        }
    }

    // What classic sends is enough to guess the password that native protects.
    private void CheckShared(ReadService service, ReadPort[] classic, IReadOnlyList<ReadPort> ports, IReadOnlyList<ReadService> services)
    {
        if (service.Service.Password is not Credential.Password exposed)
        {
            return;
        }

        IEnumerable<ReadService> native = services.Where(other => ports.Any(
            port => port.Port.Protocol == PortProtocol.Native && port.Port.Services.Contains(other.Service.Name)));
        if (native.FirstOrDefault(other => Uses(other, exposed)) is not { } sharing)
        {
            return;
        }

        SettingLocation at = (service.Section["password"] ?? service.Section["passwordFile"] ?? service.Section).Location;
        string message = $"The service '{service.Service.Name}' has the same password on a classic port as '{sharing.Service.Name}' on a native one: what classic sends is enough to guess it.";
        const string Hint = "Use one protocol per password: two services, each with its own.";
        if (classic.All(port => PortReader.IsLoopback(port.Port)))
        {
            context.Warning(FaultCodes.PasswordShared, at, message, Hint);
        }
        else
        {
            context.Error(FaultCodes.PasswordSharedOffLoopback, at, message, Hint);
        }
    }

    private static bool Uses(ReadService service, Credential.Password exposed)
        => AllCredentials(service).Any(found => found.Credential is Credential.Password own && own.Value.IsSameAs(exposed.Value));
}
