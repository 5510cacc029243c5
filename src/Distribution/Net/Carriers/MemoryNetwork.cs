using System.Net;
using System.Threading.Channels;
using Chan.Distribution.Net.Names;

namespace Chan.Distribution.Net.Carriers;

/// <summary>
/// A network of nodes inside one program, for tests: no sockets, no port mapper, no time but that of the clock it is given. Links can be
/// cut, halted and delayed at will.
/// </summary>
/// <remarks>Thread-safe. Nodes join it by <see cref="Nodes.NodeOptions.Network"/>.</remarks>
/// <param name="timeProvider">The clock of delays; the system's when <see langword="null"/>.</param>
public sealed class MemoryNetwork(TimeProvider? timeProvider = null) : INodeNetwork
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), LinkState> _ways = [];
    private readonly List<Connection> _connections = [];
    private TaskCompletionSource _changed = NewSignal();
    private uint _lastCreation = 3;
    private int _waitingDials;

    /// <summary>Breaks every connection between two nodes and refuses new ones, until <see cref="Heal"/>: both notice at once.</summary>
    /// <param name="first">The name of a node, as <c>a@host</c>.</param>
    /// <param name="second">The name of another.</param>
    public void Cut(string first, string second)
    {
        lock (_lock)
        {
            Way(first, second).IsCut = Way(second, first).IsCut = true;
            foreach (Connection connection in _connections.Where(connection => connection.IsBetween(first, second)).ToArray())
            {
                connection.Forward.Break();
                connection.Backward.Break();
            }

            Announce();
        }
    }

    /// <summary>Holds everything between two nodes, as a pulled cable does: nobody is told, bytes and new connections wait.</summary>
    /// <param name="first">The name of a node.</param>
    /// <param name="second">The name of another.</param>
    public void Halt(string first, string second)
    {
        HaltOneWay(first, second);
        HaltOneWay(second, first);
    }

    /// <summary>Holds what goes from one node to another; the other direction flows on.</summary>
    /// <param name="from">The name of the node whose bytes are held.</param>
    /// <param name="to">The name of the other.</param>
    public void HaltOneWay(string from, string to) => Change(from, to, way => way.IsHalted = true);

    /// <summary>Ends <see cref="Cut"/> and <see cref="Halt"/> between two nodes; what was held flows. Broken connections stay broken.</summary>
    /// <param name="first">The name of a node.</param>
    /// <param name="second">The name of another.</param>
    public void Heal(string first, string second)
    {
        Change(first, second, way => way.IsCut = way.IsHalted = false);
        Change(second, first, way => way.IsCut = way.IsHalted = false);
    }

    /// <summary>Loses what is held between two nodes, and with it the ends of connections: who has not heard of them goes on believing in them.</summary>
    /// <param name="first">The name of a node.</param>
    /// <param name="second">The name of another.</param>
    public void Forget(string first, string second)
    {
        lock (_lock)
        {
            foreach (Connection connection in _connections.Where(connection => connection.IsBetween(first, second)))
            {
                connection.Forward.Lose();
                connection.Backward.Lose();
            }
        }
    }

    /// <summary>Sets how long bytes are on the way between two nodes, in both directions.</summary>
    /// <param name="first">The name of a node.</param>
    /// <param name="second">The name of another.</param>
    /// <param name="delay">For what is written from now on; zero for none.</param>
    public void SetDelay(string first, string second, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Change(first, second, way => way.Delay = delay);
        Change(second, first, way => way.Delay = delay);
    }

    /// <summary>Completes when at least so many attempts to connect wait for a halted link.</summary>
    internal Task WaitForDialsAsync(int count) => WaitAsync(() => _waitingDials >= count);

    /// <summary>Completes when no connection is left, not even one whose end is on its way.</summary>
    internal Task WaitForSilenceAsync() => WaitAsync(() => _connections.Count == 0);

    ValueTask<INodePresence> INodeNetwork.JoinAsync(NodeName self, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var place = new Place(this, self.ToString(), ++_lastCreation);
            return _places.TryAdd(place.Address, place)
                ? ValueTask.FromResult<INodePresence>(place)
                : throw new IOException($"The name {self} is taken: another node of this network has it.");
        }
    }

    async ValueTask<CarrierConnection> INodeNetwork.ConnectAsync(NodeName self, NodeName peer, CancellationToken cancellationToken)
    {
        string from = self.ToString();
        string to = peer.ToString();
        bool waited = false;
        try
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    if (TryDial(from, to) is { } connection)
                    {
                        return connection;
                    }

                    if (!waited)
                    {
                        waited = true;
                        _waitingDials++;
                        Announce();
                    }

                    changed = _changed.Task;
                }

                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (waited)
            {
                lock (_lock)
                {
                    _waitingDials--;
                }
            }
        }
    }

    ValueTask<IReadOnlyList<RegisteredNode>> INodeNetwork.NamesAsync(string host, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            IReadOnlyList<RegisteredNode> names =
            [
                .. _places.Keys.Select(NodeName.Parse).Where(name => name.Host == host).Select(name => new RegisteredNode(name.Name, 0)),
            ];
            return ValueTask.FromResult(names);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitAsync(Func<bool> condition)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (condition())
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.ConfigureAwait(false);
        }
    }

    /// <summary>Opens a connection; null while the link is halted.</summary>
    private CarrierConnection? TryDial(string from, string to)
    {
        if (Way(from, to).IsCut)
        {
            throw new CarrierException(CarrierFault.Unreachable, $"The link between {from} and {to} is cut.");
        }

        return Way(from, to).IsHalted || Way(to, from).IsHalted ? null : Dial(from, to);
    }

    private CarrierConnection Dial(string from, string to)
    {
        if (!_places.TryGetValue(to, out Place? place))
        {
            throw new CarrierException(CarrierFault.NameNotFound, $"There is no node {to} in this network.");
        }

        var connection = new Connection(from, to, new MemoryConduit(Way(from, to), _time), new MemoryConduit(Way(to, from), _time));
        int open = 2;
        Action onClose = () => Remove(connection, Interlocked.Decrement(ref open));
        _connections.Add(connection);
        place.Incoming.Writer.TryWrite(new Arrival(from, new MemoryEnd(connection.Forward, connection.Backward, onClose)));
        return new CarrierConnection(new MemoryEnd(connection.Backward, connection.Forward, onClose), to);
    }

    private void Remove(Connection connection, int open)
    {
        if (open == 0)
        {
            lock (_lock)
            {
                _connections.Remove(connection);
                Announce();
            }
        }
    }

    private LinkState Way(string from, string to)
    {
        if (!_ways.TryGetValue((from, to), out LinkState? way))
        {
            _ways[(from, to)] = way = new LinkState();
        }

        return way;
    }

    private void Change(string from, string to, Action<LinkState> change)
    {
        lock (_lock)
        {
            change(Way(from, to));
            foreach (Connection connection in _connections)
            {
                connection.Forward.Recheck();
                connection.Backward.Recheck();
            }

            Announce();
        }
    }

    private void Announce()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private sealed record Connection(string From, string To, MemoryConduit Forward, MemoryConduit Backward)
    {
        public bool IsBetween(string first, string second) => (From == first && To == second) || (From == second && To == first);
    }

    private sealed class Place(MemoryNetwork network, string name, uint creation) : INodePresence, INodeListener
    {
        public Channel<IncomingConnection> Incoming { get; } = Channel.CreateUnbounded<IncomingConnection>();

        public string Address => name;

        public uint Creation => creation;

        public IReadOnlyList<INodeListener> Listeners => [this];

        public async ValueTask<IncomingConnection> AcceptAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await Incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                throw new ObjectDisposedException(name);
            }
        }

        public async ValueTask DisposeAsync()
        {
            lock (network._lock)
            {
                if (network._places.GetValueOrDefault(name) == this)
                {
                    network._places.Remove(name);
                }

                Incoming.Writer.TryComplete();
            }

            while (Incoming.Reader.TryRead(out IncomingConnection? unopened))
            {
                await unopened.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed class Arrival(string from, MemoryEnd end) : IncomingConnection
    {
        private bool _opened;

        public override string Remote => from;

        public override IPAddress Source => IPAddress.Loopback;

        public override ValueTask<CarrierConnection> OpenAsync(CancellationToken cancellationToken)
        {
            _opened = true;
            return ValueTask.FromResult(new CarrierConnection(end, from));
        }

        public override ValueTask DisposeAsync() => _opened ? ValueTask.CompletedTask : end.DisposeAsync();
    }
}
