using Chan.Cli.Tests.Kit;
using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Tests.Commands;

public class RpcCommandTests
{
    [Fact]
    public async Task The_answer_is_all_that_stands_on_standard_output()
    {
        var service = new FakeService { OnRpc = static _ => ErlTerm.Parse("{ok, \"writing a book\"}") };

        CliRun run = await CliRun.WithServiceAsync(service, "rpc", "nameServer", "{lookup, joe}");

        Assert.Equal(new CliRun(ExitCode.Ok, "{ok,\"writing a book\"}\n", ""), run);
        Assert.True(service.IsDisposed);
    }

    [Theory]
    [InlineData("{lookup, joe}")]
    [InlineData("{lookup, joe}.")]
    [InlineData(" {lookup, joe} . ")]
    public async Task A_trailing_dot_is_allowed(string term)
    {
        CliRun run = await CliRun.WithServiceAsync(new FakeService(), "rpc", "nameServer", term);

        Assert.Equal("{ok,{lookup,joe}}\n", run.Output);
    }

    [Fact]
    public async Task Json_output_is_one_line_of_json()
    {
        var service = new FakeService { OnRpc = static _ => ErlTerm.Parse("{ok, \"writing a book\", #{n => 1.0}}") };

        CliRun run = await CliRun.WithServiceAsync(service, "rpc", "nameServer", "x", "-o", "json");

        Assert.Equal("[\"ok\",\"writing a book\",{\"n\":1.0}]\n", run.Output);
    }

    [Fact]
    public async Task The_options_reach_the_connection()
    {
        var service = new FakeService();

        await CliRun.WithServiceAsync(
            service, "rpc", "chat", "x", "--server", "chan://[::1]:4000", "--client", "joe", "--arg", "{room, 7}", "--timeout", "250ms",
            "--pin", string.Join(':', Enumerable.Repeat("AB", 32)));

        Assert.Equal("chan://joe@[::1]:4000/chat", service.ConnectedTo!.ToString());
        Assert.Equal(ErlTerm.Parse("{room, 7}"), service.Options!.Argument);
        Assert.Equal(TimeSpan.FromMilliseconds(250), service.Options.DefaultRpcTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(250), service.Options.ConnectTimeout);
        Assert.Equal(Enumerable.Repeat((byte)0xAB, 32), Assert.IsType<Protocol.Tls.ServerTrust.Pin>(service.Options.Trust).Sha256.ToArray());
        Assert.False(service.Options.AllowClassic);
    }

    [Theory]
    [InlineData("rpc", "s", "x", "--classic")]
    [InlineData("rpc", "s", "x", "--server", "chan-classic://127.0.0.1:2233")]
    public async Task Classic_is_spoken_only_when_the_command_says_so(params string[] arguments)
    {
        var service = new FakeService();

        await CliRun.WithServiceAsync(service, arguments);

        Assert.Equal(ChanScheme.Classic, service.ConnectedTo!.Scheme);
        Assert.True(service.Options!.AllowClassic);
    }

    [Fact]
    public async Task The_password_is_erased_after_connecting()
    {
        var service = new FakeService();

        await CliRun.WithServiceAsync(service, "rpc", "s", "x");

        Assert.Throws<ObjectDisposedException>(() => service.Options!.Password!.IsLatin1);
    }

    [Fact]
    public async Task An_error_of_the_service_ends_in_1_and_leaves_standard_output_empty()
    {
        var service = new FakeService { OnRpc = static _ => throw new ChanRemoteException(ErlTerm.Parse("{error, exit, hidden}"), FakeService.Endpoint) };

        CliRun run = await CliRun.WithServiceAsync(service, "rpc", "nameServer", "x");

        Assert.Equal(ExitCode.RemoteError, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains("the service crashed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_ends_in_5()
    {
        var service = new FakeService { OnRpc = static _ => throw new ChanTimeoutException("rpc", TimeSpan.FromSeconds(5), FakeService.Endpoint) };

        Assert.Equal(ExitCode.Timeout, (await CliRun.WithServiceAsync(service, "rpc", "nameServer", "x")).Code);
    }
}
