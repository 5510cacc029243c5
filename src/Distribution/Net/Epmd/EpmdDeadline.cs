using System.Net.Sockets;

namespace Chan.Distribution.Net.Epmd;

/// <summary>One deadline for one question to epmd, and one exception for all that can go wrong with it.</summary>
internal sealed class EpmdDeadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _length;

    public EpmdDeadline(EpmdClientOptions options, CancellationToken caller)
    {
        _caller = caller;
        _length = options.AnswerTimeout;
        _timeout = new CancellationTokenSource(options.AnswerTimeout, options.TimeProvider);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timeout.Token);
    }

    /// <summary>Runs the question.</summary>
    /// <param name="where">Names the epmd in messages.</param>
    /// <param name="ask">Gets the token that ends with the deadline or with the caller's own.</param>
    /// <exception cref="EpmdException">Anything went wrong but the caller's own cancellation.</exception>
    public async Task<T> GuardAsync<T>(string where, Func<CancellationToken, Task<T>> ask)
    {
        try
        {
            return await ask(_either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!_caller.IsCancellationRequested)
        {
            throw new EpmdException(EpmdFailure.Timeout, $"Epmd at {where} did not answer within {_length.TotalSeconds:0.###} s.", error);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            throw new EpmdException(EpmdFailure.HostUnknown, $"The host of {where} is unknown: {error.Message}.", error);
        }
        catch (SocketException error)
        {
            throw new EpmdException(EpmdFailure.Unreachable, $"There is no epmd at {where}: {error.Message}. Nodes are found through it; it comes with the first node on a machine.", error);
        }
        catch (EndOfStreamException error)
        {
            throw new EpmdException(EpmdFailure.Malformed, $"What listens at {where} closed the connection in the middle of its answer; is it epmd?", error);
        }
        catch (IOException error)
        {
            throw new EpmdException(EpmdFailure.Unreachable, $"The connection to epmd at {where} broke: {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new EpmdException(EpmdFailure.Malformed, $"What listens at {where} does not answer as epmd does: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
