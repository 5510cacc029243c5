using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Handshake;

/// <summary>Two nodes' halves of handshakes, without anything between them.</summary>
public abstract class HandshakeTest
{
    internal const uint CreationA = 0x6b00c029;
    internal const uint CreationB = 0x6b00c026;

    private protected TestClock Clock { get; } = new();

    private protected FixedRandom Random { get; } = new();

    private protected CookieStore Cookies { get; } = new(Weak("abc"));

    private protected IssuedChallenges Challenges => field ??= new(Clock);

    private protected DynamicNames Names => field ??= new(Random);

    private protected static HandshakeSelf A { get; } = new() { Name = "a@localhost", Creation = CreationA };

    private protected static HandshakeSelf B { get; } = new() { Name = "b@localhost", Creation = CreationB };

    internal static Cookie Weak(string text) => Cookie.FromString(text, WeakCookies.Accept);

    internal static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    internal static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    internal static IEnumerable<string> Sent(HandshakeStep step) => step.Send.Select(Hex);

    /// <summary>The step failed so, and says it; gives the text.</summary>
    internal static string Failed(HandshakeFailureKind kind, HandshakeStep step)
    {
        HandshakeFailure failure = Assert.IsType<HandshakeState.Failed>(step.State).Failure;
        Assert.Equal(kind, failure.Kind);
        Assert.Matches("^[ -~]+\\.$", failure.Text);
        return failure.Text;
    }

    internal static HandshakePeer Up(HandshakeStep step) => Assert.IsType<HandshakeState.Up>(step.State).Peer;

    internal static void Waits(HandshakeStep step) => Assert.IsType<HandshakeState.Receiving>(step.State);

    // Two nodes of one test are two programs: what one gave out, the other does not know.
    internal InitiatorHandshake Initiator(
        HandshakeSelf self, string peer, CookieStore? cookies = null, IssuedChallenges? challenges = null, FixedRandom? random = null)
        => new(self, peer, cookies ?? Cookies, challenges ?? new(Clock), random ?? Random);

    internal AcceptorHandshake Acceptor(
        HandshakeSelf self, CookieStore? cookies = null, IssuedChallenges? challenges = null, FixedRandom? random = null)
        => new(self, cookies ?? Cookies, challenges ?? Challenges, Names, random ?? Random);
}
