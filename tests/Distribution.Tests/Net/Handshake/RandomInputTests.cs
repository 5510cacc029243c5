using Chan.Distribution.Net.Handshake;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Net.Handshake;

/// <summary>Whatever a peer sends, each step ends in a state and never in an exception; only who has the cookie comes up.</summary>
public sealed class RandomInputTests : HandshakeTest
{
    // Right messages to cut, mix and damage.
    private static readonly string[] Messages =
    [
        "4e0000000d07df7fbd6b00c029000b61406c6f63616c686f7374",
        "4e0000000d07df7fbdd9598aba6b00c026000b62406c6f63616c686f7374",
        "4e0000000f074f4fbc0000000000096c6f63616c686f7374",
        "6e000507df7fbd61406c6f63616c686f7374",
        "630000000d6b00c029",
        "736f6b",
        "736f6b5f73696d756c74616e656f7573",
        "73616c697665",
        "7374727565",
        "7366616c7365",
        "736e6f6b",
        "736e6f745f616c6c6f776564",
        "736e616d65643a0016443458484956494649385757406c6f63616c686f7374bb696705",
        "72123b5c94d1fb82289913afbda5bdf94d0d447989",
        "61b4e38041fc96a3d7b942f6aa6a515ad3",
        "",
    ];

    [Fact]
    public void An_acceptor_takes_any_conversation()
        => Prop.ForAll(Conversations().ToArbitrary(), bodies => Play(Acceptor(B), bodies)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void An_initiator_takes_any_conversation()
        => Prop.ForAll(Conversations().ToArbitrary(), bodies => Play(Initiator(A, B.Name), bodies)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Every_message_may_be_cut_anywhere()
    {
        foreach (byte[] body in Messages.Select(Hex))
        {
            for (int length = 0; length < body.Length; length++)
            {
                byte[] cut = body[..length];
                Assert.IsNotType<HandshakeState.Up>(Acceptor(B).Receive(cut).State);
                InitiatorHandshake a = Initiator(A, B.Name);
                a.Start();
                Assert.IsNotType<HandshakeState.Up>(a.Receive(cut).State);
            }
        }
    }

    [Fact]
    public void No_proof_with_one_bit_changed_counts()
    {
        for (int bit = 0; bit < 8 * 16; bit++)
        {
            byte[] ack = Hex("61b4e38041fc96a3d7b942f6aa6a515ad3");
            ack[1 + (bit / 8)] ^= (byte)(1 << (bit % 8));
            InitiatorHandshake a = Initiator(A, B.Name, random: TestKit.FixedRandom.StartingWith(Hex("123b5c94")));
            a.Start();
            a.Receive(Hex("736f6b"));
            a.Receive(Hex("4e0000000d07df7fbdd9598aba6b00c026000b62406c6f63616c686f7374"));
            Failed(HandshakeFailureKind.WrongCookie, a.Receive(ack));
        }
    }

    private static Gen<byte[][]> Conversations()
        => Gen.OneOf(Gen.Elements(Messages).Select(Hex), Damaged(), Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()).ArrayOf();

    private static Gen<byte[]> Damaged()
        => from text in Gen.Elements(Messages)
           let body = Hex(text)
           from at in Gen.Choose(0, Math.Max(0, body.Length - 1))
           from value in Gen.Choose(0, 255)
           from length in Gen.Choose(0, body.Length)
           select body.Select((old, i) => i == at ? (byte)value : old).Take(length).ToArray();

    private static bool Play(AcceptorHandshake b, byte[][] bodies)
    {
        foreach (byte[] body in bodies)
        {
            HandshakeState state = b.Receive(body).State;
            if (state is HandshakeState.NeedsDecision asked)
            {
                // An even length of the name decides for the question about an old connection, where that fits.
                bool asks = asked.PeerName.Length % 2 == 0 && !asked.AsksForName;
                state = b.Decide(asks ? AcceptDecision.Alive : AcceptDecision.Ok).State;
            }

            if (state is not HandshakeState.Receiving)
            {
                return state is HandshakeState.Failed { Failure.Text.Length: > 0 };
            }
        }

        return true;
    }

    private static bool Play(InitiatorHandshake a, byte[][] bodies)
    {
        a.Start();
        foreach (byte[] body in bodies)
        {
            HandshakeState state = a.Receive(body).State;
            if (state is HandshakeState.NeedsAlive)
            {
                state = a.ContinueAlive(reallyGone: true).State;
            }

            if (state is not HandshakeState.Receiving)
            {
                return state is HandshakeState.Parked or HandshakeState.Failed { Failure.Text.Length: > 0 };
            }
        }

        return true;
    }
}
