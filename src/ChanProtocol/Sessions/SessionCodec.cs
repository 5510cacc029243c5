using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Protocol.Sessions;

/// <summary>Reads and writes the frames of a session. Every body is exactly as long as its layout says (native protocol, section 2).</summary>
public static class SessionCodec
{
    /// <summary>Reads one frame; never throws for what a peer sent.</summary>
    /// <param name="receiver">Who received it: types of the other direction are an offence.</param>
    /// <param name="frame">As the reader gave it.</param>
    /// <param name="limits">For the term.</param>
    /// <param name="message">The message; owns its memory.</param>
    /// <param name="offence">Else what is wrong.</param>
    public static bool TryDecode(
        SessionSide receiver, in Frame frame, TermLimits limits, out SessionMessage message, [NotNullWhen(false)] out SessionOffence? offence)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ReadOnlySpan<byte> body = frame.Body;
        message = default;
        switch (frame.Type)
        {
            // START | term, CAST | term
            case FrameType.Start or FrameType.Cast when receiver == SessionSide.Server:
            case FrameType.Send when receiver == SessionSide.Client:
            case FrameType.Close:
                return TryDecodeTerm(frame.Type, 0, body, limits, out message, out offence);

            // RPC | 00 00 00 07 | term
            case FrameType.Rpc when receiver == SessionSide.Server && body.Length >= sizeof(uint):
            case FrameType.Reply or FrameType.Error when receiver == SessionSide.Client && body.Length >= sizeof(uint):
                uint id = BinaryPrimitives.ReadUInt32BigEndian(body);
                return TryDecodeTerm(frame.Type, id, body[sizeof(uint)..], limits, out message, out offence);

            case FrameType.Started when receiver == SessionSide.Client && body.IsEmpty:
                message = SessionMessage.Started;
                break;

            // CANCEL | 00 00 00 07
            case FrameType.Cancel when receiver == SessionSide.Server && body.Length == sizeof(uint):
                message = SessionMessage.Cancel(BinaryPrimitives.ReadUInt32BigEndian(body));
                break;

            // PING | 00 00 00 00 00 00 00 2A
            case FrameType.Ping or FrameType.Pong when body.Length == sizeof(ulong):
                message = new SessionMessage(frame.Type, 0, BinaryPrimitives.ReadUInt64BigEndian(body), null);
                break;

            default:
                offence = new SessionOffence(ChanError.Protocol(Describe(receiver, frame)), ErrorId: null);
                return false;
        }

        offence = null;
        return true;
    }

    /// <summary>Appends a message to a writer. A PONG goes the writer's quick way; the session asks <see cref="FrameWriter.TryWritePong"/> itself where it counts them.</summary>
    /// <param name="writer">Of the native format.</param>
    /// <param name="message">Any.</param>
    /// <returns>As <see cref="FrameWriter.Write(FrameType, ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="FrameTooLargeException">Over the writer's limit; nothing is written.</exception>
    public static bool Write(this FrameWriter writer, in SessionMessage message)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (message.Type)
        {
            case FrameType.Rpc or FrameType.Reply or FrameType.Error:
                return writer.WriteTerm(message.Type, message.Id, TermOf(message));

            case FrameType.Started:
                return writer.Write(FrameType.Started, []);

            case FrameType.Cancel:
                Span<byte> id = stackalloc byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32BigEndian(id, message.Id);
                return writer.Write(FrameType.Cancel, id);

            case FrameType.Ping:
                Span<byte> token = stackalloc byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64BigEndian(token, message.Token);
                return writer.Write(FrameType.Ping, token);

            case FrameType.Pong:
                return writer.TryWritePong(message.Token);

            default:
                return writer.WriteTerm(message.Type, TermOf(message));
        }
    }

    private static ErlTerm TermOf(in SessionMessage message)
        => message.Term ?? throw new ArgumentException($"{message.Type} carries a term.", nameof(message));

    private static bool TryDecodeTerm(
        FrameType type, uint id, ReadOnlySpan<byte> body, TermLimits limits, out SessionMessage message, [NotNullWhen(false)] out SessionOffence? offence)
    {
        try
        {
            message = new SessionMessage(type, id, 0, TermDecoder.Decode(body, limits));
            offence = null;
            return true;
        }
        catch (TermDecodeException exception)
        {
            message = default;

            // Only what a client asked for is answered by ERROR; a client that cannot read the server just closes.
            uint? errorId = type is FrameType.Rpc or FrameType.Cast or FrameType.Start ? id : null;
            offence = new SessionOffence(ChanError.BadTerm(exception.Rule), errorId);
            return false;
        }
    }

    private static string Describe(SessionSide receiver, in Frame frame)
    {
        bool isForOther = frame.Type is >= FrameType.Start and <= FrameType.Close && !IsFor(receiver, frame.Type);
        return isForOther ? $"{frame.Type} is not sent in this direction."
            : frame.Type is >= FrameType.Start and <= FrameType.Close ? $"The body of {frame.Type} has {frame.Body.Length} bytes, which is not its layout."
            : $"A frame of type 0x{(byte)frame.Type:X2} is not part of a session.";
    }

    private static bool IsFor(SessionSide receiver, FrameType type) => type switch
    {
        FrameType.Start or FrameType.Cast or FrameType.Rpc or FrameType.Cancel => receiver == SessionSide.Server,
        FrameType.Started or FrameType.Reply or FrameType.Error or FrameType.Send => receiver == SessionSide.Client,
        _ => true,
    };
}
