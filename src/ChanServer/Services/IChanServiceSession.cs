using Chan.Terms;

namespace Chan.Server.Services;

/// <summary>The client's end of a session, as a handler sees it. Thread-safe; calls after the end of the session do nothing.</summary>
public interface IChanServiceSession
{
    /// <summary>Name of the service.</summary>
    string Service { get; }

    /// <summary>The pid that stands for the client.</summary>
    ErlPid MiddleMan { get; }

    /// <summary>Sends the client a term that it did not ask for. Never taken for the answer of a request.</summary>
    /// <param name="term">Any term that fits into a frame of the service; one that does not is reported to the client as <c>{error, refused, size}</c>.</param>
    /// <param name="cancellationToken">Gives up before the term is handed over.</param>
    ValueTask SendAsync(ErlTerm term, CancellationToken cancellationToken = default);

    /// <summary>Ends the session; answers and pushes given before still reach the client.</summary>
    void Close();
}
