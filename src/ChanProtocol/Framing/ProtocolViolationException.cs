namespace Chan.Protocol.Framing;

/// <summary>The peer broke the wire protocol; the connection cannot continue.</summary>
public class ProtocolViolationException : Exception
{
    /// <summary>Names the offence.</summary>
    public ProtocolViolationException(string message)
        : base(message)
    {
    }

    /// <summary>Names the offence and what brought it to light.</summary>
    public ProtocolViolationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
