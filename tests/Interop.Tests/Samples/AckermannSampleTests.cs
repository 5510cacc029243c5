namespace Chan.Interop.Tests.Samples;

[Trait("Scenario", "P9")]
public sealed class AckermannSampleTests() : SampleTests("Ackermann", linesTyped: 16)
{
    private protected override string Server(string language) => language switch
    {
        "net" => """
            $ dotnet run --project samples/Ackermann -- far@localhost
            far@localhost waits for servers; Ctrl-C ends it.
            """,
        "erl" => """
            $ erl -sname far@localhost
            (far@localhost)1> c("samples/Ackermann/ackermann").
            {ok,ackermann}
            """,
        _ => """
            $ iex --sname far@localhost
            iex(far@localhost)1> c("samples/Ackermann/ackermann.ex")
            [:ackermann]
            """,
    };

    private protected override string Client(string language) => language switch
    {
        "net" => """
            $ dotnet run --project samples/Ackermann -- near@localhost far@localhost
            the server runs on far@localhost
            0,3 is 4
            3,0 is 5
            3,3 is 61
            {ok,'server-stopped'}
            """,
        "erl" => """
            $ erl -sname near@localhost
            (near@localhost)1> c("samples/Ackermann/ackermann").
            {ok,ackermann}
            (near@localhost)2> node(ackermann:start(far@localhost)).
            far@localhost
            (near@localhost)3> [ackermann:ask(far@localhost, M, N) || {M, N} <- [{0,3}, {3,0}, {3,3}]].
            [4,5,61]
            (near@localhost)4> ackermann:stop(far@localhost).
            {ok,'server-stopped'}
            """,
        _ => """
            $ iex --sname near@localhost
            iex(near@localhost)1> c("samples/Ackermann/ackermann.ex")
            [:ackermann]
            iex(near@localhost)2> node(:ackermann.start(:far@localhost))
            :far@localhost
            iex(near@localhost)3> for {m, n} <- [{0, 3}, {3, 0}, {3, 3}], do: :ackermann.ask(:far@localhost, m, n)
            [4, 5, 61]
            iex(near@localhost)4> :ackermann.stop(:far@localhost)
            {:ok, :"server-stopped"}
            """,
    };
}
