using Chan.Distribution.Net.Epmd;
using Chan.Distribution.Net.Epmd.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Net.Epmd;

public sealed class EpmdMessageTests
{
    [Fact]
    public void What_is_written_is_read_back()
        => Prop.ForAll(Nodes().ToArbitrary(), node =>
        {
            EpmdNode? read = EpmdEntry.Read(EpmdEntry.Encode(node));
            return read is not null && read.Extra.Span.SequenceEqual(node.Extra.Span) && (read with { Extra = node.Extra }) == node;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Of_any_bytes_no_name_comes_that_could_not_be_kept()
        => Prop.ForAll(Bytes().ToArbitrary(), body => EpmdRequest.Read(body) switch
        {
            EpmdRequest.Alive2 { Node: { } node } => EpmdEntry.IsName(node.Name) && node.Port is >= 0 and <= 65535,
            EpmdRequest.PortPlease2 ask => ask.Name.Length == 0 || EpmdEntry.IsName(ask.Name),
            null => body[0] != (byte)'n' && body[0] != (byte)'d' && body[0] != (byte)'k' && body[0] != (byte)'z',
            _ => true,
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void An_entry_that_is_cut_is_no_entry()
    {
        byte[] entry = EpmdEntry.Encode(new EpmdNode { Name = "shop", Port = 15001, Extra = new byte[] { 1, 2 } });

        Assert.NotNull(EpmdEntry.Read(entry));
        Assert.All(Enumerable.Range(0, entry.Length), length => Assert.Null(EpmdEntry.Read(entry.AsSpan(0, length))));
        Assert.NotNull(EpmdEntry.Read([.. entry, 0xff]));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_name_is_counted_in_characters(int count, bool isName)
    {
        string name = string.Concat(Enumerable.Repeat("\U0001F600", count));

        Assert.Equal(isName, EpmdEntry.IsName(name));
        Assert.Equal(isName, EpmdEntry.TryReadName(System.Text.Encoding.UTF8.GetBytes(name), out _));
    }

    [Theory]
    [InlineData("name\n")]
    [InlineData("na\0me")]
    [InlineData("na me")]
    [InlineData("na@me")]
    [InlineData("na\u2028me")]
    public void What_could_forge_a_line_of_the_list_is_no_name(string name) => Assert.False(EpmdEntry.IsName(name));

    private static Gen<EpmdNode> Nodes()
        => from name in Gen.Elements('a', 'Z', '0', '_', '-', '\u00e4', '\u20ac').ArrayOf().Select(characters => "n" + new string(characters))
           from port in Gen.Choose(1, 65535)
           from isHidden in Gen.Elements(true, false)
           from high in Gen.Choose(0, 65535)
           from low in Gen.Choose(0, 65535)
           from extra in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
           where name.Length <= 255 && extra.Length <= 1024
           select new EpmdNode { Name = name, Port = port, IsHidden = isHidden, HighestVersion = high, LowestVersion = low, Extra = extra };

    private static Gen<byte[]> Bytes()
        => from kind in Gen.Elements("xznds k"u8.ToArray())
           from rest in Gen.OneOf(Gen.Choose(0, 255), Gen.Choose(0, 3)).Select(value => (byte)value).ArrayOf()
           select (byte[])[kind, .. rest];
}
