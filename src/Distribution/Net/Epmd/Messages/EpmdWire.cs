using System.Text;

namespace Chan.Distribution.Net.Epmd.Messages;

/// <summary>The numbers of epmd's protocol. Protocol 1.</summary>
internal static class EpmdWire
{
    public const byte Alive2Request = (byte)'x';
    public const byte Alive2Response = (byte)'y';
    public const byte Alive2ExtendedResponse = (byte)'v';
    public const byte PortPlease2Request = (byte)'z';
    public const byte Port2Response = (byte)'w';
    public const byte NamesRequest = (byte)'n';
    public const byte DumpRequest = (byte)'d';
    public const byte KillRequest = (byte)'k';
    public const byte StopRequest = (byte)'s';

    public const byte VisibleNode = 77;
    public const byte HiddenNode = 72;
    public const byte TcpProtocol = 0;

    /// <summary>The version of the handshake that this implementation speaks, and the first with creations of 32 bits.</summary>
    public const int Version = 6;

    public const byte Ok = 0;
    public const byte Error = 1;

    /// <summary>The creation that goes with an error; it means nothing.</summary>
    public const int ErrorCreation = 99;

    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 4 * MaxNameLength;

    /// <summary>The most bytes that a node may add to its entry here; none does, as a rule.</summary>
    public const int MaxExtraBytes = 1024;

    /// <summary>Length of the fixed part of a node's entry, up to and with the length of its name.</summary>
    public const int EntryHeadLength = 10;

    /// <summary>UTF-8 that refuses what is none.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
