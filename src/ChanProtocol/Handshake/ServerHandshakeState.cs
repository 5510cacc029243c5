using System.Security.Cryptography;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake;

/// <summary>One record for each state of the server's handshake; each holds what is valid there and nothing else.</summary>
internal abstract record ServerHandshakeState(ServerState Name)
{
    /// <summary>Erases the secrets of the state.</summary>
    public virtual void Erase()
    {
    }

    // Records print their members; some of these are secrets.
    public sealed override string ToString() => Name.ToString();

    public sealed record AwaitHello() : ServerHandshakeState(ServerState.AwaitHello);

    public sealed record AwaitShareP(string IdProver, VerifierCatalog.Entry Entry, byte[] Context) : ServerHandshakeState(ServerState.AwaitShareP);

    public sealed record AwaitAdmission(AwaitShareP Exchange, byte[] ShareP) : ServerHandshakeState(ServerState.AwaitAdmission);

    public sealed record AwaitConfirmP(int Known, byte[] ExpectedConfirmP, byte[] SessionId) : ServerHandshakeState(ServerState.AwaitConfirmP)
    {
        public override void Erase() => CryptographicOperations.ZeroMemory(ExpectedConfirmP);
    }

    public sealed record Confirmed(byte[] SessionId) : ServerHandshakeState(ServerState.Confirmed);

    public sealed record Ready(byte[] SessionId) : ServerHandshakeState(ServerState.Ready);

    public sealed record Closed() : ServerHandshakeState(ServerState.Closed);
}
