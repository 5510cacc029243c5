using System.Buffers.Binary;
using System.Text;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>Frames of the native protocol written by hand, from the protocol's description and not with the product's code.</summary>
internal static class NativeBytes
{
    /// <summary>The generator of P-256 as an uncompressed point: on the curve, and no honest share.</summary>
    private const string Generator =
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

    /// <summary>A frame: its length, its type and its body.</summary>
    public static byte[] Frame(byte type, params byte[] body)
    {
        var frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)(1 + body.Length));
        frame[4] = type;
        body.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>A HELLO for a service and a client name.</summary>
    public static byte[] Hello(string service, string client = "")
        => Frame(0x01, [1, 0, 1, .. new byte[32], (byte)service.Length, .. Encoding.ASCII.GetBytes(service), (byte)client.Length, .. Encoding.ASCII.GetBytes(client)]);

    /// <summary>A SHARE_P of the right form that belongs to no password.</summary>
    public static byte[] ShareP() => Frame(0x03, Convert.FromHexString(Generator));

    /// <summary>A CONFIRM_P that is wrong.</summary>
    public static byte[] ConfirmP() => Frame(0x05, new byte[32]);

    /// <summary>A START with the empty list for ArgC.</summary>
    public static byte[] Start() => Frame(0x10, TermEncoder.Encode(ErlList.Empty));

    /// <summary>A CAST.</summary>
    public static byte[] Cast(ErlTerm message) => Frame(0x12, TermEncoder.Encode(message));

    /// <summary>The start of a frame that announces four gigabytes.</summary>
    public static byte[] EndlessFrame() => [0xFF, 0xFF, 0xFF, 0xFF, 0x01];
}
