using Chan.Server.Configuration;
using Chan.Server.Services;

namespace Chan.Server.Hosting;

/// <summary>Settings of a gateway inside another host.</summary>
public sealed class ChanServerOptions
{
    /// <summary>Path of the configuration file. Required.</summary>
    public string ConfigurationPath { get; set; } = "";

    /// <summary>Layers above the file. Default: the environment of this process.</summary>
    public ConfigurationLoadOptions LoadOptions { get; set; } = ConfigurationLoadOptions.ForStart([]);

    /// <summary>How often the file is looked at for changes; zero for never. Default: 2 s.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Handlers that configuration files may name, beside those of the module assemblies.</summary>
    public HandlerTable Handlers { get; } = new();
}
