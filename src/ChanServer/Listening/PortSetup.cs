using System.Net.Security;
using Chan.Server.Configuration;

namespace Chan.Server.Listening;

/// <summary>What a port does with its connections under one configuration. Immutable; swapped as a whole, connections keep the one they came in under.</summary>
/// <param name="Configuration">What the owner wrote.</param>
/// <param name="Entrance">How connections become sessions.</param>
/// <param name="Tls">Settings of TLS; null on a classic port.</param>
internal sealed record PortSetup(PortConfiguration Configuration, ISessionEntrance Entrance, SslServerAuthenticationOptions? Tls);
