using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The atoms of spawn requests: options, and reasons of failure.</summary>
internal static class SpawnAtoms
{
    public static readonly ErlAtom Abandoned = ErlTerm.Atom("abandoned");
    public static readonly ErlAtom Badopt = ErlTerm.Atom("badopt");
    public static readonly ErlAtom Notsup = ErlTerm.Atom("notsup");
    public static readonly ErlAtom SpawnReply = ErlTerm.Atom("spawn_reply");
    public static readonly ErlAtom SystemLimit = ErlTerm.Atom("system_limit");
    public static readonly ErlAtom Link = ErlTerm.Atom("link");
    public static readonly ErlAtom Monitor = ErlTerm.Atom("monitor");

    /// <summary>Options of OTP that say how a process of the emulator is run; they mean nothing here.</summary>
    private static readonly HashSet<ErlAtom> OfTheEmulator =
    [
        .. new[]
        {
            "priority", "fullsweep_after", "min_heap_size", "min_bin_vheap_size", "max_heap_size", "message_queue_data", "async_dist",
        }.Select(ErlTerm.Atom),
    ];

    /// <summary>What an option list asks to be set up. False when an option is unknown.</summary>
    public static bool TryRead(IReadOnlyList<ErlTerm> options, out SpawnReplyFlags wanted)
    {
        wanted = SpawnReplyFlags.None;
        foreach (ErlTerm option in options)
        {
            if (option == Link)
            {
                wanted |= SpawnReplyFlags.Link;
            }
            else if (option == Monitor)
            {
                wanted |= SpawnReplyFlags.Monitor;
            }
            else if (option is not (ErlTuple and [ErlAtom name, _]) || !OfTheEmulator.Contains(name))
            {
                return false;
            }
        }

        return true;
    }
}
