using System.Net;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Net.Nodes;

/// <content>Connections that come in.</content>
internal sealed partial class DistributionLayer
{
    // After a failed accept, as when the program is out of descriptors: often enough to come back soon, seldom enough not to spin.
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private async Task AcceptLoopAsync(INodeListener listener)
    {
        try
        {
            while (true)
            {
                IncomingConnection incoming;
                try
                {
                    incoming = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                }
                catch (IOException fault)
                {
                    NodesLog.AcceptFailed(_logger, listener.Address, fault.Message);
                    await Task.Delay(AcceptPause, _node.TimeProvider, _stopping.Token).ConfigureAwait(false);
                    continue;
                }

                await AdmitAsync(incoming).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException && _stopping.IsCancellationRequested)
        {
            // The node is being stopped.
        }
#pragma warning disable CA1031 // Whatever it is, nobody else would tell that connections do not come in any more.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            NodesLog.AcceptLoopDied(_logger, fault, _self.Name, listener.Address);
        }
    }

    private async ValueTask AdmitAsync(IncomingConnection incoming)
    {
        IPAddress source = incoming.Source;
        bool entered = _admission.TryEnter(source, out string? limit);
        if (!entered)
        {
            NodesLog.LimitHit(_logger, incoming.Remote, limit!);
        }

        if (!entered || !_tasks.TryRun(() => ServeAsync(incoming)))
        {
            if (entered)
            {
                _admission.Leave(source);
            }

            await incoming.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(IncomingConnection incoming)
    {
        var attempt = new Attempt(AttemptSide.Theirs);
        (Peer? peer, Connection? connection) = (null, null);
        try
        {
            await using (incoming.ConfigureAwait(false))
            {
                (peer, connection) = await TryAcceptAsync(incoming, attempt).ConfigureAwait(false);
            }
        }
        finally
        {
            _admission.Leave(incoming.Source);
        }

        if (connection is not null)
        {
            await RunAsync(peer!, connection).ConfigureAwait(false);
        }
    }

    private async Task<(Peer? Peer, Connection? Connection)> TryAcceptAsync(IncomingConnection incoming, Attempt attempt)
    {
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(attempt.Killed, _stopping.Token);
        using var dialogue = new HandshakeDialogue(_options.SetupTimeout, _options.Limits.HandshakeMessageLength, _node.TimeProvider, killed.Token);
        var acceptance = new Acceptance(this, attempt, dialogue, incoming);
        Connection? connection = null;
        ConnectResult result;
        try
        {
            dialogue.Open(await incoming.OpenAsync(dialogue.Cancellation).ConfigureAwait(false));
            HandshakeState? end = await acceptance.PlayAsync().ConfigureAwait(false);
            if (end is HandshakeState.Up up)
            {
                acceptance.Peer ??= Peers.Obtain(up.Peer.Name);
                _throttle.Succeeded(incoming.Source, up.Peer.Name);
                connection = await TryBringUpAsync(acceptance.Peer, attempt, dialogue, up.Peer, "accepted").ConfigureAwait(false);
            }

            result = end is HandshakeState.Failed failed
                ? Explain(failed.Failure, acceptance.PeerName, dialogue)
                : new ConnectResult(ConnectOutcome.GivenUp, "another connection goes on instead");
        }
#pragma warning disable CA1031 // Whatever it is, who waits for the peer must be told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            result = Explain(fault, acceptance.PeerName, dialogue);
        }
        finally
        {
            if (connection is null && dialogue.Carrier is { } carrier)
            {
                await carrier.DisposeAsync().ConfigureAwait(false);
            }
        }

        if (connection is not null)
        {
            return (acceptance.Peer, connection);
        }

        acceptance.Charge(result.Outcome);
        switch (result.Outcome)
        {
            case ConnectOutcome.GivenUp or ConnectOutcome.NotAlive or ConnectOutcome.WrongCookie or ConnectOutcome.ReflectedChallenge:
                // Wanted, or logged already.
                break;
            case ConnectOutcome.Refused:
                NodesLog.Abandoned(_logger, incoming.Remote, result.Text);
                break;
            default:
                NodesLog.Refused(_logger, incoming.Remote, result.Text);
                break;
        }

        if (acceptance.Peer is { } peer)
        {
            FinishFailure(peer, attempt, isIncoming: true, result);
        }

        return (null, null);
    }

    /// <summary>Plays the acceptor's side of one handshake.</summary>
    private sealed class Acceptance(DistributionLayer layer, Attempt attempt, HandshakeDialogue dialogue, IncomingConnection incoming)
    {
        private string? _peerName;
        private bool _wasChallenged;

        /// <summary>The entry that the connection has taken, once the peer has said who it is.</summary>
        public Peer? Peer { get; set; }

        /// <summary>Who the peer says it is, for people.</summary>
        public string PeerName => _peerName ?? "a node that has not said its name";

        /// <summary>Plays until it is up or has failed; null when a connection is to be closed without a word.</summary>
        public async Task<HandshakeState?> PlayAsync()
        {
            var handshake = new AcceptorHandshake(layer._self, layer._cookies, layer._challenges, layer._names, layer._random);
            HandshakeStep step = HandshakeStep.To(HandshakeState.Receiving.Next);
            while (true)
            {
                await dialogue.SendAsync(step.Send).ConfigureAwait(false);
                switch (step.State)
                {
                    case HandshakeState.Receiving:
                        ReadOnlyMemory<byte> message = await dialogue.ReceiveAsync().ConfigureAwait(false) ?? throw new EndOfStreamException("The peer closed the connection.");
                        dialogue.NextStep("the peer's answer");
                        step = handshake.Receive(message.Span);
                        break;
                    case HandshakeState.NeedsDecision asked:
                        _peerName = asked.PeerName;
                        if (await DecideAsync(asked).ConfigureAwait(false) is not { } decision)
                        {
                            return null;
                        }

                        _wasChallenged = decision is AcceptDecision.Ok or AcceptDecision.OkSimultaneous or AcceptDecision.Alive;
                        step = handshake.Decide(decision);
                        break;
                    case HandshakeState.NeedsOldConnectionDown:
                        Peer!.BeginReplace(attempt)?.Channel.Close(Channels.ChannelEnd.ConnectionClosed);
                        await attempt.Promoted.WaitAsync(dialogue.Cancellation).ConfigureAwait(false);
                        dialogue.NextStep("the end of the old connection");
                        step = handshake.OldConnectionGone();
                        break;
                    default:
                        return step.State;
                }
            }
        }

        /// <summary>Charges an attempt that ended without the right cookie to its address.</summary>
        /// <remarks>One that ended before the challenge could try nothing; both sides of simultaneous attempts end many of those.</remarks>
        public void Charge(ConnectOutcome outcome)
        {
            TimeSpan amount = outcome switch
            {
                ConnectOutcome.WrongCookie => WrongCookieThrottle.WrongCookie,
                ConnectOutcome.Refused or ConnectOutcome.TimedOut or ConnectOutcome.Malformed when _wasChallenged => WrongCookieThrottle.Unfinished,
                _ => TimeSpan.Zero,
            };
            if (amount > TimeSpan.Zero)
            {
                layer._throttle.Charge(incoming.Source, _peerName ?? "", amount);
            }
        }

        private async ValueTask<AcceptDecision?> DecideAsync(HandshakeState.NeedsDecision asked)
        {
            if (layer._throttle.IsRefused(incoming.Source, asked.PeerName))
            {
                NodesLog.LimitHit(layer._logger, incoming.Remote, "this address has shown too many wrong cookies of late");
                return null;
            }

            if (!layer.IsAllowed(asked.PeerName))
            {
                return AcceptDecision.NotAllowed;
            }

            if (asked.AsksForName)
            {
                return AcceptDecision.Ok;
            }

            bool ownIsGreater = string.CompareOrdinal(layer._self.Name, asked.PeerName) > 0;
            while (true)
            {
                Peer peer = layer.Peers.Obtain(asked.PeerName);
                Arrival arrival = peer.Arrive(attempt, ownIsGreater);
                if (arrival is Arrival.Nok or Arrival.OkSimultaneous)
                {
                    NodesLog.Simultaneous(layer._logger, asked.PeerName, incoming.Remote, arrival);
                }

                switch (arrival)
                {
                    case Arrival.Ok:
                        Peer = peer;
                        return AcceptDecision.Ok;
                    case Arrival.OkSimultaneous:
                        Peer = peer;
                        return AcceptDecision.OkSimultaneous;
                    case Arrival.Alive:
                        Peer = peer;
                        return AcceptDecision.Alive;
                    case Arrival.Nok:
                        return AcceptDecision.Nok;
                    case Arrival.Third:
                        return null;
                    case Arrival.Retired:
                        layer.Peers.DropIfUnknown(peer);
                        break;
                    default:
                        await peer.Settled.WaitAsync(dialogue.Cancellation).ConfigureAwait(false);
                        break;
                }
            }
        }
    }
}
