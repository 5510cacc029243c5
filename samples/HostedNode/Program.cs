using Chan.Distribution.Hosting;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Terms;
using HostedNode;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

// NAME: a node with a price list, for instance shop@localhost. Settings of the host come after it, for instance --prices:coffee 5.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args[1..]);

// The log goes to standard error; each line of a process says which one it is.
builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Logging.AddSimpleConsole(options => (options.SingleLine, options.IncludeScopes) = (true, true));

builder.Services.AddSingleton<FirstPrices>();
builder.Services.AddHealthChecks().AddCheck<NodeHealthCheck>("node", timeout: TimeSpan.FromSeconds(5));
builder.Services.AddNode(options => options.Cluster = new NodeOptions { Name = args[0] })
    .AddSupervisor(ErlTerm.Atom("records"), records => records
        .AddGenServer<Journal>(Named("journal"), spec => spec with { Shutdown = Shutdown.After(TimeSpan.FromSeconds(20)) }))
    .AddGenServer<PriceList>(Named("prices"))
    .AddGenServer<Health>(Named("health"));

using IHost host = builder.Build();
host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted
    .Register(() => Console.WriteLine($"{args[0]} has a price list; Ctrl-C ends it."));
await host.RunAsync();

static StartOptions Named(string name) => new() { Name = ErlTerm.Atom(name) };
