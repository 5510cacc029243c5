using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestNode;
using Cookie = Chan.Distribution.Net.Cookies.Cookie;

// A node in a process of its own. NAME ADDRESS MAPPER-PORT TICK-TIME [NAME OF A PEER=ITS PORT]; the cookie is in CHAN_TEST_COOKIE.
// The port 0 stands for no port mapper.
// Every line of the input is a term and is answered with a line "= Answer"; what its probe receives is printed as "! Message".
// It ends with its input.
IPAddress address = IPAddress.Parse(args[1]);
int mapperPort = int.Parse(args[2], CultureInfo.InvariantCulture);
var node = new Node();
await using (node)
{
    var probe = new Probe(node);
    string[] peer = args is [.., var last] && last.Contains('=', StringComparison.Ordinal) ? last.Split('=') : [];
    await node.StartClusterAsync(new NodeOptions
    {
        Name = args[0],
        NameForm = args[0].Contains('.', StringComparison.Ordinal) ? NodeNameForm.Long : NodeNameForm.Short,
        Cookie = Cookie.FromString(Environment.GetEnvironmentVariable("CHAN_TEST_COOKIE")!),
        Listen = address,
        AllowInsecureDistribution = true,
        PortMapper = mapperPort == 0 ? PortMapperUse.None : PortMapperUse.RunningOrOwn,
        PortMapperPort = mapperPort == 0 ? null : mapperPort,
        ListenPort = mapperPort == 0 ? FreePort(address) : 0,
        PeerPorts = peer is [var name, var port] ? new Dictionary<string, int> { [name] = int.Parse(port, CultureInfo.InvariantCulture) } : [],
        NetTickTime = TimeSpan.FromSeconds(int.Parse(args[3], CultureInfo.InvariantCulture)),
    });
    node.Modules.Add(ErlTerm.Atom("timer"), ErlTerm.Atom("sleep"), 1, async (self, _) => await self.ReceiveAsync(_ => false));
    await TaskSupervisor.StartAsync(node, () => new TaskSupervisor(), new StartOptions { Name = ErlTerm.Atom("tasks") });
    probe.Watch();
    Console.WriteLine($"ready {node.ListenAddresses[0]}");
    using var input = new StreamReader(Console.OpenStandardInput());
    while (await input.ReadLineAsync() is { } line)
    {
        Console.WriteLine($"= {await AnswerAsync(ErlTerm.Parse(line), probe)}");
    }
}

async Task<ErlTerm> AnswerAsync(ErlTerm command, Probe probe) => command switch
{
    ErlTuple and [ErlAtom("ping"), ErlAtom peer] => await node.PingAsync(peer.Name) is var ping && ping.IsPong
        ? ErlTerm.Atom("pong")
        : ErlTerm.Tuple(ErlTerm.Atom("pang"), ErlTerm.CharList(ping.ToString())),
    ErlTuple and [ErlAtom("names"), ErlAtom host] => ErlTerm.List(
        [.. (await node.NamesAsync(host.Name)).Select(found => (ErlTerm)ErlTerm.Atom(found.Name)).Order()]),
    ErlAtom("nodes") => ErlTerm.List([.. node.Nodes()]),
    _ => await probe.DoAsync(command),
};

static int FreePort(IPAddress address)
{
    using var listener = new TcpListener(address, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
