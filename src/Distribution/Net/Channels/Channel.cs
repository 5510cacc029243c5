using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Channels;

/// <summary>One connection after its handshake: everything between a stream of bytes and the node.</summary>
/// <remarks>
/// <para>What comes in is checked and handed to the node on the thread that read it; processes woken by it run there too, but reading never
/// waits for them. What goes out may come from any thread and only queues (<see cref="ChannelWriter"/>).</para>
/// <para>A peer that breaks the protocol, is silent for too long, or does not read is dropped; that is logged. The channel does not tell the node
/// that its connection is lost: whoever made it does, after <see cref="Completion"/>.</para>
/// </remarks>
internal sealed partial class Channel : IAsyncDisposable, IThreadPoolWorkItem
{
    private readonly Node _node;
    private readonly ErlAtom _self;
    private readonly uint _selfCreation;
    private readonly ErlAtom _peer;
    private readonly uint _peerCreation;
    private readonly DistributionFlags _flags;
    private readonly PacketForm _form;
    private readonly Stream _stream;
    private readonly ChannelOptions _options;
    private readonly ILogger _logger;
    private readonly ChannelWriter _writer;
    private int _started;

    /// <summary>Makes a channel; nothing happens before <see cref="Start"/>, except that signals are queued.</summary>
    /// <param name="node">The local node, alive under the name that the handshake told the peer.</param>
    /// <param name="peer">The name of the other node.</param>
    /// <param name="peerCreation">Which incarnation of it.</param>
    /// <param name="flags">What both sides can do.</param>
    /// <param name="stream">The connection; the channel disposes it.</param>
    /// <param name="alreadyReceived">What came behind the last message of the handshake. Copied.</param>
    /// <param name="options">Clock and limits.</param>
    /// <param name="logger">Where a dropped connection is reported.</param>
    public Channel(
        Node node,
        ErlAtom peer,
        uint peerCreation,
        DistributionFlags flags,
        Stream stream,
        ReadOnlyMemory<byte> alreadyReceived,
        ChannelOptions options,
        ILogger logger)
    {
        _node = node;
        _self = node.Name;
        _selfCreation = node.Creation;
        _peer = peer;
        _peerCreation = peerCreation;
        _flags = flags;
        _form = flags.PacketForm();
        _stream = stream;
        _options = options;
        _logger = logger;
        var queue = new OutputQueue(_form, flags.HasFlag(DistributionFlags.Fragments), options.FragmentSize);
        _writer = new ChannelWriter(stream, queue, options, OnWriteFault);
        _buffer = new ReceiveBuffer(options.MaxMessageSize, alreadyReceived.Span);
        _decoder = new PacketDecoder(flags, options, new IdentifierCache(node));
        _dispatcher = new ControlDispatcher(node, peer, flags);
        _onRead = OnRead;
        _lastReceived = options.TimeProvider.GetTimestamp();
        Completion = CompleteAsync();
    }

    /// <summary>The other node.</summary>
    public ErlAtom Peer => _peer;

    /// <summary>Which incarnation of the other node.</summary>
    public uint PeerCreation => _peerCreation;

    /// <summary>Completes when the connection is over and nothing of it can reach the node any more. Never fails.</summary>
    public Task<ChannelEnd> Completion { get; }

    /// <summary>The present figures. Any thread.</summary>
    public ChannelStatistics Statistics => _writer.AddTo(new ChannelStatistics
    {
        BytesReceived = Volatile.Read(ref _bytesReceived),
        PacketsReceived = Volatile.Read(ref _packetsReceived),
        OpenSequences = _decoder.OpenSequences,
        LastReceived = Volatile.Read(ref _lastReceived),
    });

    /// <summary>Begins to read and to tick. Once.</summary>
    /// <exception cref="InvalidOperationException">It has begun already.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("A channel starts once.");
        }

        StartTicking();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Drops the connection. What is queued is lost, as with a broken one; there is no goodbye.</summary>
    /// <param name="reason">The reason of the nodedown message: <c>disconnect</c> and the like.</param>
    public void Close(ErlAtom reason) => End(new ChannelEnd(reason, $"Closed by this node: {reason}."));

    /// <summary>Drops the connection, if it is not over yet, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(ErlTerm.Atom("disconnect"));
        await Completion.ConfigureAwait(false);
    }
}
