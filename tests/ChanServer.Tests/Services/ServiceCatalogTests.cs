using Chan.Distribution.Processes;
using Chan.Server.Configuration;
using Chan.Server.Services;
using Chan.Terms;

namespace Chan.Server.Tests.Services;

public class ServiceCatalogTests
{
    private readonly ModuleTable _modules = new();
    private readonly HandlerTable _handlers = new();

    [Fact]
    public void Every_service_that_cannot_be_resolved_is_named_in_one_error()
    {
        _modules.Add(ErlTerm.Atom("shop"), ErlTerm.Atom("open"), 3, (_, _) => new(Atoms.Ok));
        _modules.Add(ErlTerm.Atom("shop"), ErlTerm.Atom("open"), 1, (_, _) => new(Atoms.Ok));

        ServiceFaultsException faults = Assert.Throws<ServiceFaultsException>(() => Create(
            Mfa("good", "shop", "open"), Mfa("typo", "shop", "opne"), Mfa("absent", "shoop", "open"), new() { Name = "h", Target = new ServiceTarget.Handler("counter") }));
        Assert.Equal(["Service typo", "Service absent", "Service h"], faults.Faults.Select(fault => fault.Item));
        Assert.Contains("shop:opne/3 is not exported; module shop exports open/1, open/3", faults.Message, StringComparison.Ordinal);
        Assert.Contains("there is no module shoop", faults.Message, StringComparison.Ordinal);
        Assert.Contains("no handler counter", faults.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_found_as_they_are_written_only()
    {
        _modules.Add(ErlTerm.Atom("shop"), ErlTerm.Atom("open"), 3, (_, _) => new(Atoms.Ok));
        ServiceCatalog catalog = Create(Mfa("shop", "shop", "open"));

        Assert.True(catalog.TryFind("shop", out _));
        Assert.False(catalog.TryFind("Shop", out _));
    }

    [Fact]
    public void A_new_catalog_goes_on_counting_the_sessions_of_the_old_one()
    {
        _modules.Add(ErlTerm.Atom("shop"), ErlTerm.Atom("open"), 3, (_, _) => new(Atoms.Ok));
        ServiceCatalog before = Create(Mfa("shop", "shop", "open"));
        Assert.True(before.TryFind("shop", out ServiceDefinition? old));
        Assert.True(old.Sessions.TryEnter(1));

        GatewayConfiguration configuration = new() { Ports = [], Services = [Mfa("shop", "shop", "open")], StateFolder = "/nowhere" };
        Assert.True(ServiceCatalog.Create(configuration, _modules, _handlers, before).TryFind("shop", out ServiceDefinition? now));
        Assert.False(now.Sessions.TryEnter(1));
        old.Sessions.Leave();
        Assert.True(now.Sessions.TryEnter(1));
    }

    [Fact]
    public void A_module_assembly_that_is_not_there_or_is_none_is_a_fault_that_names_it()
    {
        string text = Path.Combine(AppContext.BaseDirectory, "Chan.Server.Tests.runtimeconfig.json");
        IReadOnlyList<ServiceFault> faults = ModuleAssemblies.Load(["/nowhere/absent.dll", text], _modules, _handlers);

        Assert.Equal(["/nowhere/absent.dll", text], faults.Select(fault => fault.Item));
    }

    private static ServiceConfiguration Mfa(string name, string module, string function) => new()
    {
        Name = name,
        Target = new ServiceTarget.Mfa(ErlTerm.Atom(module), ErlTerm.Atom(function), ErlList.Empty),
    };

    private ServiceCatalog Create(params ServiceConfiguration[] services)
        => ServiceCatalog.Create(new() { Ports = [], Services = services, StateFolder = "/nowhere" }, _modules, _handlers, ServiceCatalog.Empty);
}
