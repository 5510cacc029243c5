using Chan.Distribution.Net.Control;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Channels;

/// <summary>What a thread needs to encode messages. Encoding takes no lock; only the header waits for the message's place in the queue.</summary>
internal sealed class MessageEncoder
{
    [ThreadStatic]
    private static MessageEncoder? s_current;

    private MessageEncoder()
    {
    }

    /// <summary>The encoder of this thread.</summary>
    public static MessageEncoder Current => s_current ??= new MessageEncoder();

    public MessageBuffer Buffer { get; } = new();

    public MessageAtoms Atoms { get; } = new();

    /// <summary>Encodes a message into the <see cref="Buffer"/>, after <see cref="MessageAtoms.Begin"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="hasVersions">Whether 131 stands before both terms.</param>
    /// <returns>The length of the control tuple.</returns>
    public int Encode(in ControlMessage message, bool hasVersions)
    {
        Buffer.Clear();
        if (hasVersions)
        {
            ControlWriter.WriteVersion(Buffer);
        }

        ControlWriter.WriteControl(message, Buffer, Atoms);
        int controlLength = Buffer.Length;
        if (message.Payload is { } payload)
        {
            if (hasVersions)
            {
                ControlWriter.WriteVersion(Buffer);
            }

            TermEncoder.EncodeBare(payload, Buffer, Atoms);
        }

        return controlLength;
    }
}
