using Chan.Distribution.Net.Epmd.Messages;

namespace Chan.Distribution.Net.Epmd;

/// <summary>One node's registration, tried as often as need be.</summary>
/// <param name="options">Where epmd is.</param>
/// <param name="node">What is registered.</param>
/// <param name="shared">Sees to it that there is an epmd; null where that is somebody else's duty.</param>
internal sealed class EpmdAttempt(EpmdClientOptions options, EpmdNode node, SharedEpmd? shared)
{
    /// <summary>What is registered.</summary>
    public EpmdNode Node => node;

    /// <summary>Registers once; the connection holds the registration.</summary>
    /// <exception cref="EpmdException">It did not succeed.</exception>
    public async Task<(EpmdSocket Socket, uint Creation)> RunAsync(CancellationToken cancellationToken)
    {
        if (shared is not null)
        {
            await shared.EnsureAsync(cancellationToken).ConfigureAwait(false);
        }

        string where = $"{options.LocalAddress}:{options.Port}";
        using var deadline = new EpmdDeadline(options, cancellationToken);
        return await deadline.GuardAsync(where, cancellation => RegisterAsync(where, cancellation)).ConfigureAwait(false);
    }

    private async Task<(EpmdSocket Socket, uint Creation)> RegisterAsync(string where, CancellationToken cancellationToken)
    {
        EpmdSocket socket = await EpmdSocket.ConnectAsync(options.LocalAddress.ToString(), options.Port, cancellationToken).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(EpmdRequest.Encode(EpmdWire.Alive2Request, EpmdEntry.Encode(node)), cancellationToken).ConfigureAwait(false);
            uint? creation = await socket.ReadCreationAsync(cancellationToken).ConfigureAwait(false);
            return creation is { } given
                ? (socket, given)
                : throw new EpmdException(
                    EpmdFailure.NameTaken, $"Epmd at {where} does not register the name '{node.Name}': another node on this machine has it. Use another name, or end that node.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
