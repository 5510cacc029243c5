namespace Chan.Protocol.Framing;

/// <summary>Bounds of frames. Source: native protocol, section 2; design notes, 5.1.</summary>
public static class FrameLimits
{
    /// <summary>Largest length of a frame until READY, in bytes.</summary>
    public const uint BeforeReady = 1024;

    /// <summary>Largest length of a frame of a session, unless the service has its own limit, in bytes.</summary>
    public const uint Default = 1024 * 1024;

    /// <summary>Largest limit that a service may set, in bytes.</summary>
    public const uint Largest = 64 * 1024 * 1024;

    internal const int LengthPrefix = sizeof(uint);
}
