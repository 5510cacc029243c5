namespace Chan.Interop.Tests.Samples;

[Trait("Scenario", "O2")]
public sealed class DoorLockSampleTests
{
    [Fact]
    public async Task The_transcript_of_the_readme_is_what_happens()
    {
        await using Terminals terminals = await Terminals.StartAsync("DoorLock");

        Assert.Equal(13, await terminals.PlayAsync(Transcript.OfPage(SampleFiles.Readme("DoorLock"))));
    }

    [Fact]
    public async Task Elixir_sees_the_status_of_a_machine_as_that_of_its_own()
    {
        await using Terminals terminals = await Terminals.StartAsync("DoorLock");

        await terminals.PlayAsync(Transcript.Parse("""
            $ dotnet run --project samples/DoorLock -- hall@localhost
            hall@localhost has a door; Ctrl-C ends it.
            $ iex --sname tool@localhost
            iex(tool@localhost)1> {:status, _, {:module, :gen_statem}, [_, mode, _, [], [header: h, data: _, data: [{_, s}]]]} = :sys.get_status({:door, :hall@localhost}); {mode, to_string(h), s}
            {:running, "Status for state machine door", {:locked, %{entered: [], wrong: 0}}}
            iex(tool@localhost)2> :sys.get_state({:door, :hall@localhost})
            {:locked, %{entered: [], wrong: 0}}
            """));
    }
}
