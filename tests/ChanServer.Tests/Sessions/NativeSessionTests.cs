using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Server.Tests.Sessions;

public class NativeSessionTests
{
    [Fact]
    [Trait("Scenario", "G2")]
    public async Task The_book_s_name_server_answers_a_native_client()
    {
        await using SessionFixture gateway = new();
        gateway.AddTarget("nameServer", new Server.Configuration.ServiceTarget.Mfa(
            ErlTerm.Atom("mod_name_server"), ErlTerm.Atom("start_me_up"), ErlTerm.Atom("notUsed")));
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("nameServer", "\"\"");

        await client.CastAsync("{store,joe,\"writing a book\"}");
        await client.RpcAsync(1, "{lookup,joe}");
        await client.RpcAsync(2, "{lookup,jim}");
        await client.ExpectAsync("REPLY 1 {ok,\"writing a book\"}", "REPLY 2 undefined");

        await client.SendAsync(ScriptedClient.TermFrame(FrameType.Close, "normal"));
        await client.ExpectEndAsync();
        client.Dispose();
        await gateway.AllEndedAsync();
    }
}
