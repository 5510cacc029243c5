using Chan.Client.Sessions;

namespace Chan.Client.Connecting;

/// <summary>Makes a session: dials, lets both sides prove the password, starts the service; all under one time-out.</summary>
internal static class Connector
{
    internal static Task<ClientSession> ConnectAsync(ChanEndpoint endpoint, ChanConnectionOptions options, CancellationToken cancellationToken)
        => ConnectAsync(endpoint, options, Dialer.DialAsync, cancellationToken);

    /// <summary>The same over any transport.</summary>
    internal static async Task<ClientSession> ConnectAsync(
        ChanEndpoint endpoint, ChanConnectionOptions options, Dial dial, CancellationToken cancellationToken)
    {
        OptionsCheck.ThrowIfFaulty(endpoint, options);
        if (options.ClientName.Length > 0)
        {
            endpoint = endpoint with { ClientName = options.ClientName };
        }

        return await WithTimeoutAsync(
            new Attempt(endpoint, options),
            async (attempt, token) =>
            {
                Transport transport = await dial(attempt, token).ConfigureAwait(false);
                return await OpenAsync(transport, attempt, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs part of an attempt under <see cref="ChanConnectionOptions.ConnectTimeout"/>.</summary>
    internal static async Task<T> WithTimeoutAsync<T>(
        Attempt attempt, Func<Attempt, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(attempt.Options.ConnectTimeout, attempt.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(attempt, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (either.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw attempt.TimedOut(e);
        }
    }

    private static async Task<ClientSession> OpenAsync(Transport transport, Attempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            attempt.Stage = ChanConnectStage.Authentication;
            return attempt.Endpoint.Scheme == ChanScheme.Classic
                ? await ClassicOpening.OpenAsync(transport, attempt, cancellationToken).ConfigureAwait(false)
                : await NativeOpening.OpenAsync(transport, attempt, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
