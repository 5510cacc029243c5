using System.Security.Cryptography;
using Chan.Protocol.Classic;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.Server.Services;
using Chan.Terms;

namespace Chan.Server.Listening;

/// <summary>The credentials of all services of one configuration, ready for handshakes.</summary>
internal sealed class PortCredentials
{
    private readonly Dictionary<string, ServiceConfiguration> _services;
    private readonly Dictionary<PortConfiguration, VerifierCatalog> _verifiers = new(ReferenceEqualityComparer.Instance);

    private PortCredentials(GatewayConfiguration configuration)
        => _services = configuration.Services.ToDictionary(service => service.Name, StringComparer.Ordinal);

    /// <summary>Derives what has to be derived: a tenth of a second for each password, one after the other, because each takes 32 MiB.</summary>
    /// <exception cref="ServiceFaultsException">The records do not fit together, or a classic port cannot use a credential.</exception>
    public static async Task<PortCredentials> PrepareAsync(
        GatewayConfiguration configuration, GatewayIdentity identity, RandomNumberGenerator random, CancellationToken cancellationToken)
    {
        PortCredentials credentials = new(configuration);
        credentials.CheckClassicPorts(configuration);
        await Task.Run(() => credentials.DeriveAll(configuration, identity, random, cancellationToken), cancellationToken).ConfigureAwait(false);
        return credentials;
    }

    /// <summary>The verifiers that a native port serves.</summary>
    public VerifierCatalog VerifiersOf(PortConfiguration port) => _verifiers[port];

    /// <summary>The passwords that a classic port serves; its service names are atoms.</summary>
    public ClassicServerOptions ClassicOptionsOf(PortConfiguration port) => new()
    {
        Services = port.Services.ToDictionary(
            ErlTerm (name) => ErlTerm.Atom(name), name => ClassicCredentialOf(name) is Credential.Password password ? password.Value : null),
        RevealsServices = port.RevealServices,
    };

    private Credential? ClassicCredentialOf(string service) => _services.GetValueOrDefault(service)?.Password;

    private void CheckClassicPorts(GatewayConfiguration configuration)
    {
        List<ServiceFault> faults = [.. configuration.Ports
            .Where(port => port.Protocol == PortProtocol.Classic)
            .SelectMany(port => port.Services)
            .Distinct(StringComparer.Ordinal)
            .Where(service => ClassicCredentialOf(service) is not (Credential.Password or Credential.None))
            .Select(service => new ServiceFault(
                $"Service {service}", "A classic port needs the service's own password itself, or none: its digest cannot be checked against a verifier."))];
        if (faults.Count > 0)
        {
            throw new ServiceFaultsException(faults);
        }
    }

    private void DeriveAll(GatewayConfiguration configuration, GatewayIdentity identity, RandomNumberGenerator random, CancellationToken cancellationToken)
    {
        // Named clients and several ports share records; each is derived once.
        Dictionary<string, VerifierRecord> records = new(StringComparer.Ordinal);
        KdfParameters parameters = GivenRecords(configuration).Select(record => record.Parameters).FirstOrDefault(KdfParameters.Default);
        try
        {
            foreach (PortConfiguration port in configuration.Ports.Where(port => port.Protocol == PortProtocol.Native))
            {
                List<VerifierRecord> served = [];
                foreach ((string idProver, Credential credential) in port.Services.SelectMany(CredentialsOf))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!records.TryGetValue(idProver, out VerifierRecord? record) && RecordOf(idProver, credential) is { } made)
                    {
                        records[idProver] = record = made;
                    }

                    if (record is not null)
                    {
                        served.Add(record);
                    }
                }

                _verifiers[port] = VerifierCatalog.Create(served, parameters, random);
            }
        }
        catch (ArgumentException exception)
        {
            throw new ServiceFaultsException([new("Verifiers", exception.Message)]);
        }

        VerifierRecord? RecordOf(string idProver, Credential credential) => credential switch
        {
            Credential.Verifier verifier => verifier.Record,
            // The salt of a record made at every start must not change with the start, or it tells known names from unknown ones.
            Credential.Password password => VerifierRecord.Create(
                idProver, password.Value, parameters, VerifierSalt.ForIdentity(identity.EnumerationKey.Span, idProver), random),
            _ => null,
        };
    }

    private static IEnumerable<VerifierRecord> GivenRecords(GatewayConfiguration configuration)
        => configuration.Services
            .SelectMany(service => service.Clients.Values.Append(service.Password))
            .OfType<Credential.Verifier>()
            .Select(verifier => verifier.Record);

    private IEnumerable<(string IdProver, Credential Credential)> CredentialsOf(string name)
    {
        if (!_services.TryGetValue(name, out ServiceConfiguration? service))
        {
            yield break;
        }

        if (service.Password is { } own)
        {
            yield return (ProverIdentity.Of(name), own);
        }

        foreach ((string client, Credential credential) in service.Clients)
        {
            yield return (ProverIdentity.Of(name, client), credential);
        }
    }
}
