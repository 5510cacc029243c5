using Chan.Terms;

namespace Chan.Server.Services;

/// <summary>A service written as a C# class: one instance for each session, one call at a time.</summary>
/// <remarks>
/// <para>Derive from it, mark the class with <see cref="ChanHandlerAttribute"/>, give it a public constructor without parameters, and name the assembly
/// under <c>Modules</c> and the handler under the service in the configuration file.</para>
/// <para>The calls come in the order of the client's messages; the next one waits until the task of the last one has ended. An exception
/// ends this session and no other; the client sees it as <c>{error, exit, hidden}</c>. Native ports only, because the classic protocol does not tell requests from casts.</para>
/// </remarks>
public abstract class ChanServiceHandler
{
    private IChanServiceSession? _session;

    /// <summary>The session that this instance serves.</summary>
    /// <exception cref="InvalidOperationException">Asked for in the constructor, before there is one.</exception>
    protected IChanServiceSession Session
        => _session ?? throw new InvalidOperationException("The session is there from OnStartedAsync on, not in the constructor.");

    /// <summary>The session began.</summary>
    /// <param name="argument">What the client sent with START.</param>
    /// <param name="cancellationToken">Fires when the session ends.</param>
    public virtual ValueTask OnStartedAsync(ErlTerm argument, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A request; what it returns is its answer.</summary>
    /// <param name="request">The term of the client.</param>
    /// <param name="cancellationToken">Fires when the session ends.</param>
    public abstract ValueTask<ErlTerm> HandleRpcAsync(ErlTerm request, CancellationToken cancellationToken);

    /// <summary>A message that wants no answer.</summary>
    /// <param name="message">The term of the client.</param>
    /// <param name="cancellationToken">Fires when the session ends.</param>
    public abstract ValueTask HandleCastAsync(ErlTerm message, CancellationToken cancellationToken);

    /// <summary>The client has gone. Not called when the handler itself closed the session or failed.</summary>
    public virtual ValueTask OnClosedAsync() => ValueTask.CompletedTask;

    internal void Begin(IChanServiceSession session) => _session = session;
}
