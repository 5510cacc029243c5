using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Handshake;

/// <summary>One record for each state of the client's handshake; each holds what is valid there and nothing else.</summary>
internal abstract record ClientHandshakeState
{
    /// <summary>Erases the secrets of the state.</summary>
    public virtual void Erase()
    {
    }

    // Records print their members; some of these are secrets.
    public sealed override string ToString() => GetType().Name;

    public sealed record Initial : ClientHandshakeState;

    public sealed record AwaitParams(byte[] HelloFrame) : ClientHandshakeState;

    public sealed record AwaitShareV(ProverKey Key, Prover Prover) : ClientHandshakeState
    {
        public override void Erase()
        {
            Key.Dispose();
            Prover.Dispose();
        }
    }

    public sealed record AwaitReady(byte[] SessionId) : ClientHandshakeState;

    public sealed record Over : ClientHandshakeState;
}
