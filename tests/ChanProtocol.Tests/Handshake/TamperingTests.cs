using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Spake2Plus;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Tests.Handshake;

/// <summary>One bit of a proof or a share is enough to be refused.</summary>
public class TamperingTests
{
    private const int HeaderLength = 5;
    private static readonly byte[] Refused = [0, 0, 0, 2, 0x0F, 1];

    [Fact]
    public void Every_single_bit_of_SHARE_P_matters()
    {
        foreach (byte[] tampered in Flips(new Exchange().UpToShareP().ShareP))
        {
            using var exchange = new Exchange();
            exchange.UpToParams();

            ServerStep step = exchange.Server.Answer(tampered);

            Assert.Equal(Refused, step.Send);
            Assert.Equal((ServerState.Closed, HandshakeStage.Share), (step.State, step.Failure!.Stage));
        }
    }

    [Fact]
    public void Every_single_bit_of_SHARE_V_and_confirmV_matters()
    {
        int count = 0;
        foreach (byte[] tampered in Flips(new Exchange().UpToShareV().ShareV))
        {
            using var exchange = new Exchange();
            exchange.UpToShareP();

            ClientStep step = exchange.Client.Receive(tampered);

            Assert.IsType<ClientHandshakeResult.WrongServer>(step.Result);
            Assert.Empty(step.Send);
            count++;
        }

        Assert.Equal(520 + 256, count);
    }

    [Fact]
    public void Every_single_bit_of_CONFIRM_P_matters()
    {
        foreach (byte[] tampered in Flips(new Exchange().UpToConfirmP().ConfirmP))
        {
            using var exchange = new Exchange();
            exchange.UpToShareV();

            ServerStep step = exchange.Server.Receive(tampered);

            Assert.Equal(Refused, step.Send);
            Assert.Equal((ServerState.Closed, HandshakeStage.Confirm), (step.State, step.Failure!.Stage));
        }
    }

    [Fact]
    public void The_frames_that_are_flipped_are_accepted_when_they_are_whole()
    {
        // The control run: without it, the tests above would pass against machines that refuse everything.
        using Exchange exchange = new Exchange().UpToReady();

        Assert.IsType<ClientHandshakeResult.Ready>(exchange.Client.Receive(exchange.Ready).Result);
    }

    [Fact]
    public void A_share_that_unmasks_to_the_identity_is_refused_like_any_other()
    {
        VerifierCatalog.Entry entry = World.Catalog.Find(World.Service);
        using var exchange = new Exchange();
        exchange.UpToParams();

        ServerStep step = exchange.Server.Answer(Protocol.Handshake.Messages.ShareP.Encode(entry.Key.W0M.Encode()));

        Assert.Equal(Refused, step.Send);
    }

    [Fact]
    public void A_server_share_that_unmasks_to_the_identity_is_refused()
    {
        VerifierCatalog.Entry entry = World.Catalog.Find(World.Service);
        using var exchange = new Exchange();
        exchange.UpToShareP();

        ClientStep step = exchange.Client.Receive(Protocol.Handshake.Messages.ShareV.Encode(entry.Key.W0N.Encode(), new byte[32]));

        Assert.IsType<ClientHandshakeResult.WrongServer>(step.Result);
    }

    [Theory]
    [InlineData("02")]
    [InlineData("00")]
    public void Shares_in_another_encoding_are_refused(string firstByte)
    {
        byte[] frame = new Exchange().UpToShareP().ShareP;
        frame[HeaderLength] = Convert.FromHexString(firstByte)[0];
        using var exchange = new Exchange();
        exchange.UpToParams();

        Assert.Equal(Refused, exchange.Server.Answer(frame).Send);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(66)]
    public void Shares_of_another_length_close_the_connection_without_an_answer(int length)
    {
        using var exchange = new Exchange();
        exchange.UpToParams();

        ServerStep step = exchange.Server.Receive(FrameType.ShareP, new byte[length]);

        Assert.Empty(step.Send);
        Assert.Equal(HandshakeFailureReason.ProtocolViolation, step.Failure!.Reason);
        Assert.Contains($"{length} bytes", step.Failure.Text, StringComparison.Ordinal);
        Assert.Contains($"{P256Group.PointLength}", step.Failure.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<byte[]> Flips(byte[] frame)
    {
        for (int bit = HeaderLength * 8; bit < frame.Length * 8; bit++)
        {
            byte[] tampered = [.. frame];
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return tampered;
        }
    }
}
