using Chan.Server.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Chan.Server.Hosting;

/// <summary>Puts a gateway into a host.</summary>
public static class ChanServerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a gateway that starts and stops with the host. A start that fails throws out of the host's start:
    /// <see cref="ConfigurationFaultsException"/>, <see cref="Configuration.Secrets.SecretFileException"/>,
    /// <see cref="Listening.PortBindException"/> or <see cref="Services.ServiceFaultsException"/>.
    /// </summary>
    /// <param name="services">The host's services; a <see cref="TimeProvider"/> among them is used.</param>
    /// <param name="configure">Sets at least <see cref="ChanServerOptions.ConfigurationPath"/>.</param>
    public static IServiceCollection AddChanServer(this IServiceCollection services, Action<ChanServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<ChanServerOptions>().Configure(configure)
            .Validate(options => options.ConfigurationPath.Length > 0, $"{nameof(ChanServerOptions.ConfigurationPath)} must name the configuration file.");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton<RunningGateway>();
        services.AddSingleton<IHostedService, GatewayService>();
        return services;
    }
}
