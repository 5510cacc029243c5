using Chan.Distribution.Hosting;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Terms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chan.EndToEnd.Tests.Docs;

public static class HostingOnThePage
{
    // Takes the machine's name table and the user's cookie: compiled here, and run as samples/HostedNode.
    internal static async Task RunAsync(string[] args)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddSingleton(new Prices { ["tea"] = 3 });
        builder.Services.AddNode(options => options.Cluster = new NodeOptions { Name = "shop@localhost" })
            .AddGenServer<Till>(new StartOptions { Name = ErlTerm.Atom("till") })
            .AddSupervisor(ErlTerm.Atom("orders"), orders => orders
                .AddGenServer<Journal>(adapt: spec => spec with { Shutdown = Shutdown.After(TimeSpan.FromSeconds(20)) }));
        await builder.Build().RunAsync();
    }
}
