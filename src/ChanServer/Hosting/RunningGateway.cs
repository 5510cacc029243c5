using System.Security.Cryptography;
using Chan.Distribution.Processes;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Secrets;
using Chan.Server.Diagnostics;
using Chan.Server.Hosting.State;
using Chan.Server.Listening;
using Chan.Server.Services;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chan.Server.Hosting;

/// <summary>A gateway with all that it needs: configuration, identity, node, ports.</summary>
/// <remarks>Started once, stopped once; the properties have values between the two. Not thread-safe but for <see cref="ReloadAsync"/>'s own use.</remarks>
public sealed class RunningGateway(IOptions<ChanServerOptions> options, AuditLog audit, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<RunningGateway>();
    private GatewayIdentity? _identity;
    private Node? _node;
    private Gateway? _gateway;
    private string _version = "";
    private string _refusedVersion = "";

    /// <summary>The configuration in force; null before the start.</summary>
    public GatewayConfiguration? Configuration { get; private set; }

    /// <summary>What the gateway listens on; empty before the start.</summary>
    public IReadOnlyList<BoundPort> Ports => _gateway?.Ports ?? [];

    /// <summary>Fingerprint of the certificate of the native ports; empty before the start.</summary>
    public string Fingerprint => _identity?.Fingerprint ?? "";

    /// <summary>Reads the configuration, loads or makes the identity, and listens.</summary>
    /// <exception cref="ConfigurationFaultsException">The configuration has errors.</exception>
    /// <exception cref="SecretFileException">A file of the state folder is not fit to be trusted.</exception>
    /// <exception cref="PortBindException">A port cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ConfigurationResult loaded = Load();
        if (loaded.Configuration is not { } configuration)
        {
            AuditRefusedFiles(loaded.Faults);
            throw new ConfigurationFaultsException(loaded.Faults);
        }

        try
        {
            var folder = StateFolder.Open(configuration.StateFolder, time);
            using var random = RandomNumberGenerator.Create();
            _identity = await GatewayIdentityStore.LoadAsync(folder, configuration.Certificate, time, random, cancellationToken).ConfigureAwait(false);
            _node = new(new() { TimeProvider = time, LoggerFactory = loggers });
            _gateway = new(configuration, _identity, _node, audit, loggers, options.Value.Handlers)
            {
                KnownSourceStore = new KnownSourceFile(folder),
            };
            await _gateway.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SecretFileException refused)
        {
            audit.SecretFileRefused(refused.Path, $"{refused.Problem}. {refused.Cure}");
            throw;
        }

        Accept(loaded, configuration);
        audit.Started(ProductVersion.Text, Fingerprint, Ports.Select(port => $"{port.Name} {port.EndPoint} {port.Protocol}"), loaded.Faults.Where(fault => FaultCodes.IsInsecure(fault.Code)).Select(fault => fault.Code).Distinct());
    }

    /// <summary>
    /// Reads the file and the password files again and takes them over if anything changed; what is faulty changes nothing and
    /// is reported once.
    /// </summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        ConfigurationResult loaded = Load();
        if (_gateway is null || loaded.Version == _version || loaded.Version == _refusedVersion)
        {
            // Taking a faulty change back ends the report about it: made again, it is reported again.
            _refusedVersion = loaded.Version == _version ? "" : _refusedVersion;
            Discard(loaded);
            return;
        }

        try
        {
            GatewayConfiguration configuration = loaded.Configuration ?? throw new ConfigurationFaultsException(loaded.Faults);
            await _gateway.ApplyAsync(configuration, cancellationToken).ConfigureAwait(false);
            Accept(loaded, configuration);
            HostingLog.TakenOver(_logger, string.Join("; ", Ports.Select(port => $"{port.Name} {port.EndPoint} {port.Protocol}")));
        }
        catch (Exception refused) when (refused is ConfigurationFaultsException or PortBindException or ServiceFaultsException)
        {
            _refusedVersion = loaded.Version;
            Discard(loaded);
            HostingLog.ReloadRefused(_logger, options.Value.ConfigurationPath, refused.Message);
        }
    }

    /// <summary>Stops listening, lets sessions end for the configured time, then ends them.</summary>
    /// <param name="cancellationToken">Ends that time early.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_gateway is not null && Configuration is not null)
        {
            await _gateway.StopAsync(Configuration.DrainTimeout, cancellationToken).ConfigureAwait(false);
            audit.Stopped();
        }
    }

    /// <summary>Ends what still runs and erases the secrets.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync().ConfigureAwait(false);
        }

        if (_node is not null)
        {
            await _node.DisposeAsync().ConfigureAwait(false);
        }

        _identity?.Dispose();
    }

    private static void Discard(ConfigurationResult loaded)
    {
        if (loaded.Configuration is { } unused)
        {
            CredentialChanges.Erase(unused);
        }
    }

    private static string Describe(ConfigurationFault warning) => $"{warning.Code} {warning.Message}";

    private ConfigurationResult Load() => ConfigurationLoader.Load(options.Value.ConfigurationPath, options.Value.LoadOptions);

    private void Accept(ConfigurationResult loaded, GatewayConfiguration configuration)
    {
        GatewayConfiguration? before = Configuration;
        Configuration = configuration;
        (_version, _refusedVersion) = (loaded.Version, "");
        audit.ConfigurationLoaded(options.Value.ConfigurationPath, loaded.Sha256 is "" ? "not told, the file holds a password" : loaded.Sha256, configuration.Ports.Count, configuration.Services.Count);
        foreach (ConfigurationFault warning in loaded.Faults)
        {
            Report(warning);
        }

        foreach (string idProver in before is null ? [] : CredentialChanges.Between(before, configuration))
        {
            audit.VerifierChanged(idProver);
        }
    }

    private void Report(ConfigurationFault warning)
    {
        if (FaultCodes.IsInsecure(warning.Code))
        {
            audit.InsecureSetting(warning.Place, Describe(warning));
        }
        else
        {
            HostingLog.ConfigurationWarning(_logger, LogText.Escape(warning.Place), Describe(warning));
        }
    }

    private void AuditRefusedFiles(IReadOnlyList<ConfigurationFault> faults)
    {
        foreach (ConfigurationFault fault in faults.Where(fault => fault.Code is FaultCodes.LiteralReadable or FaultCodes.PasswordFileRefused))
        {
            audit.SecretFileRefused(fault.Source, Describe(fault));
        }
    }
}
