using System.Buffers.Binary;
using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Handshake;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>A peer, <c>p@host</c>, that says what it must not say to <c>a@host</c>. Written with plain atoms, which is legal.</summary>
public sealed class ViolationTests
{
    private const string From = "<p@host.1.0>";
    private const string To = "<a@host.1.0>";
    private const string OldTo = "<old@host.1.0>";
    private const string Ref = "#Ref<p@host.1>";

    [Theory]
    [InlineData("{1, <q@host.1.0>, " + To + "}")]
    [InlineData("{1, " + From + ", <q@host.1.0>}")]
    [InlineData("{1, " + From + "}")]
    [InlineData("{1, " + From + ", " + To + ", 3}")]
    [InlineData("{4, " + From + ", " + To + "}")]
    [InlineData("{9, " + From + ", " + To + "}")]
    [InlineData("{38, " + From + ", " + To + "}")]
    [InlineData("{300, " + From + ", " + To + "}")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{19, " + To + ", " + To + ", " + Ref + "}")]
    [InlineData("{19, " + From + ", " + To + ", 7}")]
    [InlineData("{19, " + From + ", 7, " + Ref + "}")]
    [InlineData("{20, " + From + ", \"name\", " + Ref + "}")]
    [InlineData("{21, " + To + ", " + To + ", " + Ref + ", r}")]
    [InlineData("{21, " + From + ", name, " + Ref + ", r}")]
    [InlineData("{3, name, " + To + ", r}")]
    [InlineData("{3, " + From + ", " + OldTo + ", r}")]
    [InlineData("{35, 1, " + From + ", " + OldTo + "}")]
    [InlineData("{35, 0, " + From + ", " + To + "}")]
    [InlineData("{35, -1, " + From + ", " + To + "}")]
    [InlineData("{35, 18446744073709551616, " + From + ", " + To + "}")]
    [InlineData("{36, a, " + From + ", " + To + "}")]
    [InlineData("{31, " + Ref + ", " + To + ", 0, 7}")]
    [InlineData("{31, " + Ref + ", " + To + ", x, " + From + "}")]
    [InlineData("{31, " + Ref + ", " + To + ", 0, " + To + "}")]
    [InlineData("{7, name, " + To + "}")]
    [InlineData("{7, " + From + ", " + From + "}")]
    [InlineData("{22, " + From + ", " + To + "}")]
    [InlineData("{22, name, " + To + "}", "m")]
    [InlineData("{22, " + From + ", name}", "m")]
    [InlineData("{2, '', " + Ref + "}", "m")]
    [InlineData("{6, " + From + ", '', " + To + "}", "m")]
    [InlineData("{33, " + From + ", " + To + "}", "m")]
    [InlineData("{33, " + From + ", " + Ref + "}", "m")]
    [InlineData("{24, <q@host.1.0>, " + To + "}", "r")]
    [InlineData("{26, " + From + ", <q@host.1.0>}", "r")]
    [InlineData("{29, 1, " + From + ", " + From + ", {m, f, 0}, []}", "[]")]
    [InlineData("{29, " + Ref + ", " + To + ", " + From + ", {m, f, 0}, []}", "[]")]
    [InlineData("{29, " + Ref + ", " + From + ", gl, {m, f, 0}, []}", "[]")]
    [InlineData("{29, " + Ref + ", " + From + ", " + From + ", {m, f}, []}", "[]")]
    [InlineData("{29, " + Ref + ", " + From + ", " + From + ", {m, f, 1}, []}", "[]")]
    [InlineData("{29, " + Ref + ", " + From + ", " + From + ", {m, f, 0}, x}", "[]")]
    [InlineData("{29, " + Ref + ", " + From + ", " + From + ", {m, f, 1}, []}", "[1|2]")]
    [InlineData("{37, 0, " + From + ", " + To + "}", "m")]
    public Task Control_messages_that_may_not_be_end_the_connection(string control, string? payload = null)
        => IsDropped(DistributionFlags.Visible, Packet([131, 68, 0], control, payload));

    [Theory]
    [InlineData("{37, 12, " + From + ", name}", "m")]
    [InlineData("{37, 4, " + From + ", " + To + "}", "m")]
    [InlineData("{37, 8, " + From + ", " + To + "}", "m")]
    [InlineData("{37, x, " + From + ", " + To + "}", "m")]
    [InlineData("{37, 16, <q@host.1.0>, " + To + "}", "r")]
    [InlineData("{37, 24, <q@host.1.0>, nobody}", "r")]
    [InlineData("{37, 0, " + From + "}", "m")]
    public Task Alternative_signals_that_may_not_be_end_the_connection(string control, string payload)
        => IsDropped(DistributionFlags.Visible | DistributionFlags.AltactSig, Packet([131, 68, 0], control, payload));

    [Theory]
    [InlineData(DistributionFlags.Visible, "70")]
    [InlineData(DistributionFlags.Visible, "83")]
    [InlineData(DistributionFlags.Visible, "8344")]
    [InlineData(DistributionFlags.Visible, "8347")]
    [InlineData(DistributionFlags.Visible, "834402")]
    [InlineData(DistributionFlags.Visible, "83440100")]
    [InlineData(DistributionFlags.Visible, "8344010005")]
    [InlineData(DistributionFlags.Visible, "834401080503")]
    [InlineData(DistributionFlags.Visible, "8344010805026162")]
    [InlineData(DistributionFlags.Visible, "834401080502ff62")]
    [InlineData(DistributionFlags.Visible, "83450000000000000001")]
    [InlineData(DistributionFlags.Visible, "8345000000000000000100000000000000000068")]
    [InlineData(DistributionFlags.Visible, "834500000000000000017fffffffffffffff0068")]
    [InlineData(DistributionFlags.Visible, "8346000000000000000100000000000000020068")]
    [InlineData(DistributionFlags.Visible & ~DistributionFlags.Fragments, "8345000000000000000100000000000000010068")]
    [InlineData(DistributionFlags.Visible & ~(DistributionFlags.Fragments | DistributionFlags.DistHdrAtomCache), "834400")]
    [InlineData(DistributionFlags.Visible & ~(DistributionFlags.Fragments | DistributionFlags.DistHdrAtomCache), "70")]
    [InlineData(DistributionFlags.Visible & ~(DistributionFlags.Fragments | DistributionFlags.DistHdrAtomCache), "706801")]
    public Task Packets_that_may_not_be_end_the_connection(object flags, string hex)
        => IsDropped((DistributionFlags)flags, WithLength(Convert.FromHexString(hex)));

    [Fact]
    public async Task A_sequence_that_begins_twice_or_skips_a_fragment_ends_the_connection()
    {
        byte[] first = WithLength(Convert.FromHexString("8345000000000000000100000000000000030068"));
        byte[] skipped = WithLength(Convert.FromHexString("83460000000000000001000000000000000168"));
        await IsDropped(DistributionFlags.Visible, [.. first, .. first]);
        await IsDropped(DistributionFlags.Visible, [.. first, .. skipped]);
    }

    [Fact]
    public async Task Bounds_on_packets_and_open_sequences_hold()
    {
        var options = new ChannelOptions { MaxMessageSize = 1000, MaxOpenSequences = 2 };
        await IsDropped(DistributionFlags.Visible, [0, 0, 0x10, 0], options);
        byte[] three = [.. Enumerable.Range(1, 3).SelectMany(i => WithLength(Convert.FromHexString($"83450000000000000{i:x3}00000000000000030068")))];
        await IsDropped(DistributionFlags.Visible, three, options);
        byte[] large = WithLength([.. Convert.FromHexString("8345000000000000000100000000000000030068"), .. new byte[600]]);
        byte[] next = WithLength([.. Convert.FromHexString("834600000000000000010000000000000002"), .. new byte[600]]);
        await IsDropped(DistributionFlags.Visible, [.. large, .. next], options);
    }

    /// <summary>The control tuple and the payload behind a header.</summary>
    private static byte[] Packet(byte[] header, string control, string? payload)
        => WithLength([.. header, .. Bare(control), .. payload is null ? [] : Bare(payload)]);

    private static byte[] WithLength(byte[] body)
    {
        byte[] packet = new byte[4 + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)body.Length);
        body.CopyTo(packet, 4);
        return packet;
    }

    /// <summary>A term from its text, in which identifiers are written in a short form of these tests.</summary>
    private static byte[] Bare(string text)
    {
        var names = new Dictionary<string, ErlTerm>
        {
            ["'$ref'"] = new ErlReference(ErlTerm.Atom("p@host"), 2, 1, 2, 3),
            ["'$from'"] = new ErlPid(ErlTerm.Atom("p@host"), 1, 0, 2),
            ["'$to'"] = new ErlPid(ErlTerm.Atom("a@host"), 1, 0, 1),
            ["'$old'"] = new ErlPid(ErlTerm.Atom("a@host"), 1, 0, 9),
            ["'$foreign'"] = new ErlPid(ErlTerm.Atom("q@host"), 1, 0, 2),
        };
        text = text.Replace(Ref, "'$ref'").Replace(From, "'$from'").Replace(To, "'$to'").Replace(OldTo, "'$old'").Replace("<q@host.1.0>", "'$foreign'");
        ErlTerm term = Replace(ErlTerm.Parse(text), names);
        return TermEncoder.Encode(term)[1..];
    }

    private static ErlTerm Replace(ErlTerm term, Dictionary<string, ErlTerm> names) => term switch
    {
        ErlAtom atom => names.GetValueOrDefault(atom.ToString(), atom),
        ErlTuple tuple => ErlTerm.Tuple([.. tuple.Select(element => Replace(element, names))]),
        _ => term,
    };

    private static async Task IsDropped(DistributionFlags flags, byte[] bytes, ChannelOptions? options = null)
    {
        using var log = new TestLog();
        log.Expect(LogLevel.Error, "p@host");
        using var wire = new MemoryStreamPair();
        await using var node = new Chan.Distribution.Processes.Node();
        var remote = new ChannelRemote();
        node.BecomeAlive(ErlTerm.Atom("a@host"), 1, remote);
        ErlTerm? got = null;
        node.Spawn(async self => got = await self.ReceiveAsync());
        await using var channel = new Channel(
            node, ErlTerm.Atom("p@host"), 2, flags, wire.First, bytes, options ?? new ChannelOptions(), log.CreateLogger("channel"));
        remote.Channel = channel;
        channel.Start();
        ChannelEnd end = await channel.Completion.WaitAsync(TestTimeouts.Long);
        Assert.Equal(ErlTerm.Atom("connection_closed"), end.Reason);
        Assert.Null(got);
    }
}
