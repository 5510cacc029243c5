namespace Chan.Server.Listening.Admission;

/// <summary>The place of one connection that has not authenticated yet. One owner; disposed exactly when the place is given back.</summary>
internal sealed class ConnectionPlace : IDisposable
{
    private readonly AdmissionDesk _desk;
    private string? _attemptedService;
    private bool _isGivenBack;

    internal ConnectionPlace(AdmissionDesk desk, SourceKey source, SourceEntry entry, bool isOwnPlace)
    {
        _desk = desk;
        Source = source;
        Entry = entry;
        IsOwnPlace = isOwnPlace;
    }

    /// <summary>Who is charged.</summary>
    public SourceKey Source { get; }

    internal SourceEntry Entry { get; }

    /// <summary>Whether the place is one of those kept for sources with a success.</summary>
    internal bool IsOwnPlace { get; }

    /// <summary>Waits until no open attempt of the same source could still refuse this connection.</summary>
    /// <returns><see langword="false"/> if the source is refused by now.</returns>
    public async ValueTask<bool> WaitUntilClearAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task? later = _desk.AskAgainLater(this, out bool isRefused);
            if (later is null)
            {
                return !isRefused;
            }

            await later.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Charges an attempt; to be called before the server's share goes out.</summary>
    /// <param name="service">The name that the client asked for, known or not.</param>
    /// <returns><see langword="false"/> if the attempt must be refused as busy: nothing was charged for it.</returns>
    /// <exception cref="InvalidOperationException">The connection has begun an attempt already.</exception>
    public bool TryBeginAttempt(string service)
    {
        if (_attemptedService is not null)
        {
            throw new InvalidOperationException("A connection has one attempt.");
        }

        if (!_desk.TryBeginAttempt(this, service))
        {
            return false;
        }

        _attemptedService = service;
        return true;
    }

    /// <summary>Gives the place back. Only the first call counts; <see cref="Dispose"/> is a call with <see cref="PlaceEnd.Failed"/>.</summary>
    public void GiveBack(PlaceEnd end)
    {
        if (!_isGivenBack)
        {
            _isGivenBack = true;
            _desk.End(this, end, _attemptedService);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => GiveBack(PlaceEnd.Failed);
}
