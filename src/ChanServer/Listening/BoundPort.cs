using System.Net;
using Chan.Server.Configuration;

namespace Chan.Server.Listening;

/// <summary>A port that the gateway listens on.</summary>
/// <param name="Name">Name given in the configuration.</param>
/// <param name="EndPoint">What is really bound: where the configuration said port 0, the port that the system chose.</param>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Services">Names of the services offered there.</param>
public sealed record BoundPort(string Name, IPEndPoint EndPoint, PortProtocol Protocol, IReadOnlyList<string> Services);
