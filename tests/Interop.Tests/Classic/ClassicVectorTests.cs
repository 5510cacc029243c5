using Chan.TestKit;

namespace Chan.Interop.Tests.Classic;

/// <summary>The Erlang client and server that the other tests use speak the classic protocol byte for byte as captured.</summary>
public sealed class ClassicVectorTests
{
    private const string Services = """
        [{nameServer, "ABXy45", {classic_services, name_server, #{}}},
         {openServer, none, {classic_services, name_server, #{joe => "writing a book"}}}]
        """;

    [Theory]
    [InlineData("name_server", "\"ABXy45\"", "{ok,{ok,\"writing a book\"},undefined}")]
    [InlineData("wrong_password", "\"wrong\"", "{error,authFail}")]
    [InlineData("unknown_service", "\"ABXy45\"", "{error,badService}")]
    [InlineData("no_password", "\"unused\"", "{ok,\"writing a book\"}")]
    public async Task The_erlang_client_sends_the_captured_bytes(string conversation, string password, string expected)
    {
        await using ErlangPeer peer = await ClassicErlang.StartAsync();
        (int port, Task played) = ScriptedPeer.Serve(ClassicVectors.Read(conversation));

        string result = await peer.EvaluateAsync(ClientMoves(conversation, port, password));

        await played;
        Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData("name_server")]
    [InlineData("wrong_password")]
    [InlineData("unknown_service")]
    [InlineData("no_password")]
    public async Task The_erlang_server_sends_the_captured_bytes(string conversation)
    {
        IReadOnlyList<ClassicVectors.Move> moves = ClassicVectors.Read(conversation);
        await using ErlangPeer peer = await ClassicErlang.StartAsync();
        string options = ClassicVectors.Challenge(moves) is { } challenge ? $"#{{challenge => \"{challenge}\"}}" : "#{}";
        int port = await ClassicErlang.ServeAsync(peer, Services, options);

        await ScriptedPeer.DialAsync(port, moves);
    }

    private static string ClientMoves(string conversation, int port, string password)
    {
        string Connect(string service, string argument) => $"classic_client:connect(\"localhost\", {port}, {service}, {password}, {argument})";
        return conversation switch
        {
            "name_server" => $$"""
                {ok, C} = {{Connect("nameServer", "\"\"")}},
                Cast = classic_client:cast(C, {store, joe, "writing a book"}),
                Joe = classic_client:rpc(C, {lookup, joe}),
                Jim = classic_client:rpc(C, {lookup, jim}),
                {Cast, Joe, Jim}
                """,
            "no_password" => $$"""{ok, C} = {{Connect("openServer", "{arg, 1}")}}, classic_client:rpc(C, {lookup, joe})""",
            "unknown_service" => Connect("nosuch", "\"\""),
            _ => Connect("nameServer", "\"\""),
        };
    }
}
