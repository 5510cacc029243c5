using System.Threading.Channels;
using Chan.Cli.Connecting;
using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Tests.Kit;

/// <summary>A service that answers as the test says.</summary>
internal sealed class FakeService : IServiceConnection
{
    internal static readonly ChanEndpoint Endpoint = new("127.0.0.1", 12340, "nameServer");

    private readonly TaskCompletionSource<ChanCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<ErlTerm> _pushes = Channel.CreateUnbounded<ErlTerm>();

    internal Func<ErlTerm, ErlTerm> OnRpc { get; init; } = static request => ErlTerm.Tuple(Atoms.Ok, request);

    internal Exception? RefusedCast { get; init; }

    internal List<ErlTerm> Casts { get; } = [];

    internal bool IsDisposed { get; private set; }

    internal ChanEndpoint? ConnectedTo { get; private set; }

    internal ChanConnectionOptions? Options { get; private set; }

    public Task<ChanCloseReason> Closed => _closed.Task;

    internal Task<IServiceConnection> ConnectAsync(ChanEndpoint endpoint, ChanConnectionOptions options, CancellationToken cancellationToken)
    {
        ConnectedTo = endpoint;
        Options = options;
        return Task.FromResult<IServiceConnection>(this);
    }

    internal void Push(ErlTerm term) => Assert.True(_pushes.Writer.TryWrite(term));

    internal void End(ChanCloseReason reason)
    {
        _closed.TrySetResult(reason);
        _pushes.Writer.TryComplete(reason.IsClean ? null : new ChanClosedException(reason, Endpoint));
    }

    public Task<ErlTerm> RpcAsync(ErlTerm request, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(OnRpc(request));
        }
        catch (ChanException e)
        {
            return Task.FromException<ErlTerm>(e);
        }
    }

    public ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken)
    {
        Casts.Add(message);
        return default;
    }

    public Task FlushAsync(CancellationToken cancellationToken) => RefusedCast is null ? Task.CompletedTask : Task.FromException(RefusedCast);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken) => Task.FromResult(TimeSpan.FromMilliseconds(1.5));

    public IAsyncEnumerable<ErlTerm> ReadPushesAsync(CancellationToken cancellationToken) => _pushes.Reader.ReadAllAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }
}
