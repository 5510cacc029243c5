using System.Net;
using Chan.Server.Configuration;
using Chan.Server.Hosting;
using Chan.Server.Listening;
using Chan.Terms;

namespace Chan.Server.Tests.Hosting;

public sealed class ReadyLinesTests
{
    private static readonly ServiceConfiguration NameServer = Service("names", "mod_name_server");
    private static readonly ServiceConfiguration Shop = Service("shop", "shop");

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "[::1]")]
    public void The_example_asks_a_name_server_at_an_address_that_can_be_reached(string bound, string reached)
        => Assert.Equal(
            $"try: chan rpc names \"{{lookup, joe}}\" -s chan://{reached}:12340",
            Example(Port(bound, PortProtocol.Native, "shop", "names")));

    [Fact]
    public void Where_no_name_server_is_offered_the_example_is_a_conversation()
        => Assert.Equal("try: chan connect shop -s chan://127.0.0.1:12340", Example(Port("127.0.0.1", PortProtocol.Native, "shop")));

    [Fact]
    public void A_name_server_on_a_classic_port_is_asked_in_the_classic_protocol()
        => Assert.Equal(
            "try: chan rpc names \"{lookup, joe}\" -s chan-classic://127.0.0.1:12340",
            Example(Port("127.0.0.1", PortProtocol.Native, "shop"), Port("127.0.0.1", PortProtocol.Classic, "names")));

    private static string Example(params BoundPort[] ports)
        => Assert.Single(ReadyLines.Make("chan.json", "aa", ports, [Shop, NameServer]), line => line.StartsWith("try: ", StringComparison.Ordinal));

    private static BoundPort Port(string address, PortProtocol protocol, params string[] services)
        => new("a", new IPEndPoint(IPAddress.Parse(address), 12340), protocol, services);

    private static ServiceConfiguration Service(string name, string module)
        => new() { Name = name, Target = new ServiceTarget.Mfa(ErlTerm.Atom(module), ErlTerm.Atom("start"), ErlList.Empty) };
}
