using Chan.Protocol.Spake2Plus;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Spake2Plus;

/// <summary>RFC 9383, Appendix C: every printed value.</summary>
public class Rfc9383Tests
{
    private static readonly FixedRandom Random = new();
    private static readonly Rfc9383Vector Vector = Rfc9383Vectors.Sha256;

    [Fact]
    public void Client_computes_shareP_and_the_transcript_of_the_vector()
    {
        using var key = new ProverKey(Vector.W0, Vector.W1, Random);
        using var prover = new Prover(key, Vector.Identity, Vector.X);

        Assert.Equal(Vector.ShareP, prover.ShareP);
        Assert.Equal(Vector.Transcript, prover.ComputeTranscript(Vector.ShareV, Random));
    }

    [Fact]
    public void Server_computes_L_shareV_and_the_transcript_of_the_vector()
    {
        P256Group.Point l = P256Group.MultiplyBlinded(P256Group.Generator, Vector.W1, Random);
        byte[]? transcript = Verifier.ComputeTranscript(new VerifierKey(Vector.W0, l, Random), Vector.Identity, Vector.ShareP, Vector.Y, out byte[] shareV);

        Assert.Equal(Vector.L, l.Encode());
        Assert.Equal(Vector.ShareV, shareV);
        Assert.Equal(Vector.Transcript, transcript);
    }

    [Fact]
    public void Keys_and_confirmations_are_those_of_the_vector()
    {
        using var keys = KeySchedule.Derive(Vector.Transcript);

        Assert.Equal(Vector.KMain, keys.KMain);
        Assert.Equal(Vector.KConfirmP, keys.KConfirmP);
        Assert.Equal(Vector.KConfirmV, keys.KConfirmV);
        Assert.Equal(Vector.KShared, keys.KShared);
        Assert.Equal(Vector.ConfirmP, keys.ConfirmP(Vector.ShareV));
        Assert.Equal(Vector.ConfirmV, keys.ConfirmV(Vector.ShareP));
    }

    [Fact]
    public void Z_and_V_of_both_vectors_come_out_on_both_sides()
    {
        foreach (Rfc9383Vector vector in new[] { Rfc9383Vectors.Sha256, Rfc9383Vectors.Sha512 })
        {
            P256Group.Point w0M = P256Group.Multiply(Spake2PlusConstants.M, vector.W0);
            P256Group.Point w0N = P256Group.Multiply(Spake2PlusConstants.N, vector.W0);
            P256Group.Point l = P256Group.Multiply(P256Group.Generator, vector.W1);
            P256Group.Point forClient = P256Group.Subtract(Decode(vector.ShareV), w0N);
            P256Group.Point forServer = P256Group.Subtract(Decode(vector.ShareP), w0M);

            Assert.Equal(vector.L, l.Encode());
            Assert.Equal(vector.ShareP, P256Group.Add(P256Group.Multiply(P256Group.Generator, vector.X), w0M).Encode());
            Assert.Equal(vector.ShareV, P256Group.Add(P256Group.Multiply(P256Group.Generator, vector.Y), w0N).Encode());
            Assert.Equal(vector.Z, P256Group.Multiply(forClient, vector.X).Encode());
            Assert.Equal(vector.Z, P256Group.Multiply(forServer, vector.Y).Encode());
            Assert.Equal(vector.V, P256Group.MultiplyBlinded(forClient, vector.W1, Random).Encode());
            Assert.Equal(vector.V, P256Group.Multiply(l, vector.Y).Encode());
        }
    }

    [Fact]
    public void A_step_taken_twice_is_refused()
    {
        using var key = new ProverKey(Vector.W0, Vector.W1, Random);
        using var prover = new Prover(key, Vector.Identity, Vector.X);
        using KeySchedule? first = prover.Finish(Vector.ShareV, Random);

        Assert.NotNull(first);
        Assert.Throws<ObjectDisposedException>(() => prover.Finish(Vector.ShareV, Random));
    }

    private static P256Group.Point Decode(byte[] encoded)
        => P256Group.TryDecode(encoded, out P256Group.Point point) ? point : throw new InvalidOperationException("Not a point.");
}
