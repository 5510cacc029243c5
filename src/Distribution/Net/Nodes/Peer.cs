using Chan.Distribution.Net.Channels;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>One other node and the state of the connection to it. Thread-safe; calls neither the <c>Node</c> nor the network itself.</summary>
/// <remarks>
/// <code>
///            dial or accept          handshake done        announced
///     Idle ------------------> Pending ---------> Starting ----------> Up
///      ^                          | failed                             | ended
///      |      all told            v                                    v
///      +---------------------- Closing &lt;-------------------------------+
/// </code>
/// From Closing the state goes to Pending directly when something wants a new connection meanwhile, or when an incoming connection waits to
/// replace the one that ended.
/// </remarks>
internal sealed partial class Peer(string name, AdmissionLimits limits)
{
    private readonly Lock _gate = new();
    private readonly List<QueuedSignal> _queue = [];
    private volatile Channel? _channel;
    private PeerState _state;
    private Attempt? _owner;
    private Attempt? _replacement;
    private Connection? _connection;
    private TaskCompletionSource<ConnectResult>? _outcome;
    private TaskCompletionSource? _settled;
    private TaskCompletionSource? _room;
    private bool _tiesAreTold;
    private bool _isWanted;
    private bool _isRetired;

    /// <summary>The whole name.</summary>
    public string Name { get; } = name;

    /// <summary>The name as an atom; null while only a stranger has said it.</summary>
    public ErlAtom? Atom { get; set; }

    /// <summary>The channel while the connection is up.</summary>
    public Channel? Channel => _channel;

    /// <summary>Whether there has been a connection: what <see cref="AutoConnect.Once"/> counts.</summary>
    public bool WasUp { get; private set; }

    public PeerState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>The connection, from its nodeup to its end; null otherwise.</summary>
    public Connection? Connection
    {
        get
        {
            lock (_gate)
            {
                return _state is PeerState.Starting or PeerState.Up ? _connection : null;
            }
        }
    }

    /// <summary>Completes when a state that lasts only a moment is over.</summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
            {
                return _state is PeerState.Starting or PeerState.Closing
                    ? (_settled ??= NewSignal()).Task
                    : Task.CompletedTask;
            }
        }
    }

    /// <summary>Removes the entry from the table if nothing is known of the peer that must be kept.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            return _isRetired = _isRetired || (_state == PeerState.Idle && !WasUp);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Settle(PeerState state)
    {
        _state = state;
        if (state is not (PeerState.Starting or PeerState.Closing))
        {
            _settled?.TrySetResult();
            _settled = null;
        }
    }

    /// <summary>Makes an attempt of this node's own the owner of the pending connection. To be started by the caller.</summary>
    private Attempt BeginDial()
    {
        _owner = new Attempt(AttemptSide.Own);
        Settle(PeerState.Pending);
        return _owner;
    }
}
