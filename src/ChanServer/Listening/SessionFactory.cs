using Chan.Distribution.Processes;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Services;
using Chan.Server.Sessions;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Listening;

/// <summary>What all sessions of a gateway share.</summary>
internal sealed class SessionFactory(Node node, GatewayLimits limits, AuditLog audit, ILogger logger)
{
    /// <summary>Limits of the gateway.</summary>
    public GatewayLimits Limits => limits;

    /// <summary>The audit log.</summary>
    public AuditLog Audit => audit;

    /// <summary>The clock.</summary>
    public TimeProvider Time => node.TimeProvider;

    /// <summary>Makes the session of a client that has confirmed; the session owns transport and reader.</summary>
    public ClientSession CreateNative(ServiceDefinition service, ServerHandshake handshake, ClientTransport transport, FrameReader reader, Stream output)
    {
        uint limit = (uint)service.Configuration.Limits.FrameLimit;
        FrameWriter writer = new(output, WriterOptions(FrameFormat.Native, limit));
        return new NativeSession(ContextOf(service, handshake.ClientName!, handshake.SessionId), transport, reader, writer);
    }

    /// <summary>Makes the session of a classic client that was acknowledged; the session owns transport and reader.</summary>
    public ClientSession CreateClassic(
        ServiceDefinition service, ErlTerm argument, ReadOnlyMemory<byte> sessionId, ClientTransport transport, FrameReader reader, Stream output)
    {
        uint limit = (uint)service.Configuration.Limits.FrameLimit;
        FrameWriter writer = new(output, WriterOptions(FrameFormat.Classic, limit));
        return new ClassicSession(ContextOf(service, "", sessionId), argument, transport, reader, writer);
    }

    private FrameWriterOptions WriterOptions(FrameFormat format, uint limit) => new()
    {
        Format = format,
        MaxLength = limit,
        QueueLimit = limits.OutboundQueue,
        BlockedLimit = limits.OutboundStall,
        TimeProvider = Time,
    };

    private SessionContext ContextOf(ServiceDefinition service, string clientName, ReadOnlyMemory<byte> sessionId) => new()
    {
        Service = service,
        ClientName = clientName,
        SessionId = sessionId,
        Node = node,
        Limits = limits,
        Audit = audit,
        Logger = logger,
    };
}
