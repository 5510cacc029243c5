using Chan.Protocol.Tests.Handshake;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Tests.Verifiers;

public class VerifierRecordTests
{
    private static readonly string Line = World.Record.Format();

    [Fact]
    public void A_record_comes_back_as_it_was_written()
    {
        VerifierRecord read = VerifierRecord.Parse(Line);

        Assert.Equal((World.Service, World.Kdf, Line), (read.IdProver, read.Parameters, read.Format()));
        Assert.StartsWith($"$spake2p$v=1,id={World.Service}$p256-sha256$scrypt,ln=14,r=8,p=1$", Line, StringComparison.Ordinal);
        Assert.Equal([22, 43, 87], Line.Split('$')[5..].Select(field => field.Length));
    }

    [Fact]
    public void A_record_knows_its_password()
    {
        using ChanPassword right = ChanPassword.FromString(World.Password);
        using ChanPassword wrong = ChanPassword.FromString("wrong");

        Assert.True(World.Record.Matches(right, World.Random));
        Assert.False(World.Record.Matches(wrong, World.Random));
    }

    [Theory]
    [InlineData("", "form")]
    [InlineData("secret", "form")]
    [InlineData("$scrypt$a$b$c$d$e$f", "form")]
    [InlineData("@id=nameServer@id=name server@", "ID")]
    [InlineData("@v=1,@v=2,@", "v=1")]
    [InlineData("@p256-sha256@p256-sha512@", "suite")]
    [InlineData("@ln=14@ln=30@", "scrypt")]
    [InlineData("@ln=14@ln=014@", "scrypt")]
    [InlineData("@ln=14@ln=+14@", "scrypt")]
    [InlineData("@r=8@r=9@", "scrypt")]
    [InlineData("@p=1@p=5@", "scrypt")]
    public void A_wrong_field_is_named(string change, string named)
    {
        string line = change.StartsWith('@') ? Line.Replace(change.Split('@')[1], change.Split('@')[2], StringComparison.Ordinal) : change;

        Assert.False(VerifierRecord.TryParse(line, out _, out string? fault));
        Assert.Contains(named, fault, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => VerifierRecord.Parse(line));
    }

    [Fact]
    public void Secrets_of_a_wrong_form_are_refused_without_being_shown()
    {
        string[] fields = Line.Split('$');
        for (int field = 5; field < 8; field++)
        {
            foreach (string wrong in new[] { "", fields[field][1..], fields[field] + "=", fields[field][..^1] + "!", fields[field][..^1] + "_" })
            {
                string[] changed = [.. fields];
                changed[field] = wrong;
                if (string.Join('$', changed) == Line)
                {
                    continue;
                }

                Assert.False(VerifierRecord.TryParse(string.Join('$', changed), out _, out string? fault), $"{field}: {wrong}");
                Assert.DoesNotContain(fields[6][..10], fault, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_record_whose_numbers_are_out_of_range_is_refused()
    {
        string[] zeroW0 = Line.Split('$');
        zeroW0[6] = System.Buffers.Text.Base64Url.EncodeToString(new byte[32]);
        string[] largeW0 = Line.Split('$');
        largeW0[6] = System.Buffers.Text.Base64Url.EncodeToString(Enumerable.Repeat((byte)0xFF, 32).ToArray());
        string[] offCurve = Line.Split('$');
        offCurve[7] = System.Buffers.Text.Base64Url.EncodeToString([4, .. new byte[64]]);

        foreach (string[] fields in new[] { zeroW0, largeW0, offCurve })
        {
            Assert.False(VerifierRecord.TryParse(string.Join('$', fields), out _));
        }
    }

    [Fact]
    public void A_catalog_refuses_other_parameters_and_doubled_names()
    {
        ArgumentException parameters = Assert.Throws<ArgumentException>(() => VerifierCatalog.Create([World.Record], KdfParameters.Default, World.Random));
        ArgumentException doubled = Assert.Throws<ArgumentException>(() => VerifierCatalog.Create([World.Record, World.Record], World.Kdf, World.Random));

        Assert.Contains("ln=14", parameters.Message, StringComparison.Ordinal);
        Assert.Contains(World.Service, doubled.Message, StringComparison.Ordinal);
        Assert.True(World.Catalog.Contains($"{World.Service}/{World.ClientName}"));
        Assert.False(World.Catalog.Contains("nosuch"));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a/b", true)]
    [InlineData("a/", false)]
    [InlineData("/b", false)]
    [InlineData("a/b/c", false)]
    [InlineData("", false)]
    public void An_identity_is_a_service_or_a_service_and_a_client(string identity, bool isValid)
        => Assert.Equal(isValid, ProverIdentity.IsValid(identity));

    [Theory]
    [InlineData(14, 8, 4, true)]
    [InlineData(15, 8, 4, true)]
    [InlineData(16, 8, 4, true)]
    [InlineData(17, 8, 2, true)]
    [InlineData(17, 8, 3, false)]
    [InlineData(18, 8, 1, true)]
    [InlineData(18, 8, 2, false)]
    [InlineData(19, 8, 1, false)]
    [InlineData(13, 8, 1, false)]
    public void The_window_of_parameters_is_the_one_of_the_protocol(int log2N, int r, int p, bool isAcceptable)
        => Assert.Equal(isAcceptable, new KdfParameters(log2N, r, p).IsAcceptable);
}
