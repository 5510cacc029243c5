using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Server.Services;

/// <summary>A handler's way to its client: messages to the middle man.</summary>
internal sealed class HandlerSession(Node node, string service, ErlPid middleMan) : IChanServiceSession
{
    /// <inheritdoc/>
    public string Service => service;

    /// <inheritdoc/>
    public ErlPid MiddleMan => middleMan;

    /// <inheritdoc/>
    public ValueTask SendAsync(ErlTerm term, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(term);
        cancellationToken.ThrowIfCancellationRequested();
        node.Send(middleMan, ErlTerm.Tuple(ServiceProgram.Push, term));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Close() => node.Send(middleMan, Atoms.Close);
}
