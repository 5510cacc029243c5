using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Net.Names;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <content>Connections that this node sets up.</content>
internal sealed partial class DistributionLayer
{
    /// <summary>Connects to a node, whatever the settings say of automatic connections.</summary>
    /// <param name="name">The whole name.</param>
    /// <param name="cancellationToken">Gives up waiting; the attempt goes on.</param>
    public async Task<ConnectResult> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        if (Refusal(name, out _) is { } refusal)
        {
            return refusal;
        }

        while (true)
        {
            Peer peer = Peers.Obtain(ErlTerm.Atom(name));
            if (peer.Connect(out Attempt? dial) is not { } result)
            {
                Peers.DropIfUnknown(peer);
                continue;
            }

            if (dial is not null)
            {
                StartDial(peer, dial);
            }

            return await result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs an attempt to connect that a peer's state asked for.</summary>
    public void StartDial(Peer peer, Attempt attempt)
    {
        if (!_tasks.TryRun(() => DialAsync(peer, attempt)))
        {
            FinishFailure(peer, attempt, isIncoming: false, NotAliveResult());
        }
    }

    private static ConnectResult NotAliveResult() => new(ConnectOutcome.NotAlive, "this node is not alive");

    private async Task DialAsync(Peer peer, Attempt attempt)
    {
        (ConnectResult result, Connection? connection) = await TryDialAsync(peer, attempt).ConfigureAwait(false);
        if (connection is not null)
        {
            await RunAsync(peer, connection).ConfigureAwait(false);
            return;
        }

        if (!attempt.IsKilled)
        {
            NodesLog.ConnectFailed(_logger, peer.Name, result.Outcome, result.Text);
        }

        FinishFailure(peer, attempt, isIncoming: false, result);
    }

    private async Task<(ConnectResult Result, Connection? Connection)> TryDialAsync(Peer peer, Attempt attempt)
    {
        if (Refusal(peer.Name, out NodeName? name) is { } refusal)
        {
            return (refusal, null);
        }

        using var killed = CancellationTokenSource.CreateLinkedTokenSource(attempt.Killed, _stopping.Token);
        IDisposable? naming;
        try
        {
            naming = await AskAloneAsync(killed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (_stopping.IsCancellationRequested ? NotAliveResult() : new(ConnectOutcome.GivenUp, "the attempt was given up"), null);
        }

        using (naming)
        {
            return await TryDialAsync(peer, attempt, name!, killed.Token).ConfigureAwait(false);
        }
    }

    private async Task<(ConnectResult Result, Connection? Connection)> TryDialAsync(Peer peer, Attempt attempt, NodeName name, CancellationToken killed)
    {
        using var dialogue = new HandshakeDialogue(_options.SetupTimeout, _options.Limits.HandshakeMessageLength, _node.TimeProvider, killed);
        Connection? connection = null;
        HandshakeSelf self = _self;
        try
        {
            dialogue.Open(await _network.ConnectAsync(Name, name, dialogue.Cancellation).ConfigureAwait(false));
            HandshakeState end = await PlayInitiatorAsync(self, peer, attempt, dialogue).ConfigureAwait(false);
            if (end is not HandshakeState.Up up)
            {
                return (Explain(((HandshakeState.Failed)end).Failure, peer.Name, dialogue), null);
            }

            connection = up.Peer.Adopted is { } given
                ? await TryBringUpNamedAsync(peer, attempt, dialogue, up.Peer, given).ConfigureAwait(false)
                : await TryBringUpAsync(peer, attempt, dialogue, up.Peer, "dialled").ConfigureAwait(false);
            CloseIfRenamed(connection, self);
            return connection is null
                ? (new ConnectResult(ConnectOutcome.GivenUp, $"another connection with {peer.Name} goes on instead"), null)
                : (new ConnectResult(ConnectOutcome.Connected, ""), connection);
        }
#pragma warning disable CA1031 // Whatever it is, who waits for the connection must be told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return (Explain(fault, peer.Name, dialogue), null);
        }
        finally
        {
            if (connection is null && dialogue.Carrier is { } carrier)
            {
                await carrier.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Plays the handshake until it is up or has failed.</summary>
    private async Task<HandshakeState> PlayInitiatorAsync(HandshakeSelf self, Peer peer, Attempt attempt, HandshakeDialogue dialogue)
    {
        var handshake = new InitiatorHandshake(self, peer.Name, _cookies, _challenges, _random);
        HandshakeStep step = handshake.Start();
        while (true)
        {
            await dialogue.SendAsync(step.Send).ConfigureAwait(false);
            switch (step.State)
            {
                case HandshakeState.Receiving:
                    ReadOnlyMemory<byte> message = await dialogue.ReceiveAsync().ConfigureAwait(false) ?? throw new EndOfStreamException("The peer closed the connection.");
                    dialogue.NextStep(dialogue.HasProved ? "the peer's proof of the cookie" : "the peer's answer");
                    step = handshake.Receive(message.Span);
                    break;
                case HandshakeState.NeedsAlive:
                    step = handshake.ContinueAlive(peer.IsOwner(attempt));
                    break;
                case HandshakeState.Parked:
                    dialogue.NextStep("the peer's own attempt to connect");
                    await Task.Delay(Timeout.InfiniteTimeSpan, _node.TimeProvider, dialogue.Cancellation).ConfigureAwait(false);
                    break;
                default:
                    return step.State;
            }
        }
    }

    /// <summary>What speaks against a connection with a node before anything is tried; null if nothing does.</summary>
    private ConnectResult? Refusal(string text, out NodeName? name)
    {
        if (_stopping.IsCancellationRequested)
        {
            name = null;
            return NotAliveResult();
        }

        if (!NodeName.TryParse(text, out name, out string? error) || !name.CanMeet(Name.Form, out error))
        {
            return new ConnectResult(ConnectOutcome.InvalidName, error);
        }

        return name.Equals(Name) ? new ConnectResult(ConnectOutcome.InvalidName, $"{text} is this node itself")
            : !IsAllowed(name.ToString()) ? new ConnectResult(ConnectOutcome.NotAllowed, $"this node's list of allowed nodes lacks {text}")
            : null;
    }

    /// <summary>Whether the settings allow connections with a node: entries are <c>name@host</c>, <c>host</c> or <c>name@</c>.</summary>
    private bool IsAllowed(string name)
    {
        int at = name.IndexOf('@', StringComparison.Ordinal);
        IReadOnlyList<string> allowed = _allowed;
        return allowed.Count == 0
            || allowed.Any(entry => entry == name || entry == name[(at + 1)..] || (at >= 0 && entry == name[..(at + 1)]));
    }
}
