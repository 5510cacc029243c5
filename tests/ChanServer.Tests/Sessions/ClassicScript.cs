using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Chan.Protocol.Classic;
using Chan.Protocol.Verifiers;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Server.Tests.Sessions;

/// <summary>A client of the book's protocol that sends what the test says, right or wrong, and shows the bytes that come back.</summary>
internal sealed class ClassicScript(MemoryStreamPair pair) : IDisposable
{
    public const string StartNameServer = "00000020 836803 64000c7374617274536572766963 65 64000a6e616d65536572766572 6a";

    public static string FrameHex(string term) => Convert.ToHexStringLower(Frame(term));

    /// <summary>A frame as OTP 25 writes it.</summary>
    public static byte[] Frame(string term)
    {
        ArrayBufferWriter<byte> body = new();
        TermEncoder.Encode(ErlTerm.Parse(term), body, TermEncoderOptions.Otp25);
        return Frame(body.WrittenSpan);
    }

    public static byte[] Frame(ReadOnlySpan<byte> body)
    {
        byte[] frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame.AsSpan(sizeof(int)));
        return frame;
    }

    public async Task SendAsync(params byte[] bytes) => await pair.First.WriteAsync(bytes).AsTask().WaitAsync(TestTimeouts.Long);

    public Task SendHexAsync(string hex) => SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    public Task SendTermAsync(string term) => SendAsync(Frame(term));

    /// <summary>Ends sending; what the server sends still arrives.</summary>
    public void EndSending() => pair.FirstToSecond.End();

    /// <summary>One whole frame in hexadecimal digits; empty at the end of the stream.</summary>
    public async Task<string> ReceiveHexAsync()
    {
        byte[] length = new byte[sizeof(int)];
        try
        {
            int read = await pair.First.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false).AsTask().WaitAsync(TestTimeouts.Long);
            if (read == 0)
            {
                return "";
            }

            Assert.Equal(sizeof(int), read);
            byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await pair.First.ReadExactlyAsync(body).AsTask().WaitAsync(TestTimeouts.Long);
            return Convert.ToHexStringLower([.. length, .. body]);
        }
        catch (IOException exception) when (exception is not EndOfStreamException)
        {
            return "";
        }
    }

    public async Task ExpectAsync(params string[] terms)
    {
        foreach (string term in terms)
        {
            Assert.Equal(FrameHex(term), await ReceiveHexAsync());
        }
    }

    public async Task ExpectEndAsync(params string[] terms)
    {
        await ExpectAsync(terms);
        Assert.Equal("", await ReceiveHexAsync());
    }

    /// <summary>Asks for a service and gives the 25 letters of the challenge.</summary>
    public async Task<string> AskAsync(string service)
    {
        await SendTermAsync($"{{startService,{service},[]}}");
        string hex = await ReceiveHexAsync();
        const string head = "0000002b836802640009" + "6368616c6c656e6765" + "6b0019";
        Assert.StartsWith(head, hex, StringComparison.Ordinal);
        return Encoding.ASCII.GetString(Convert.FromHexString(hex[head.Length..]));
    }

    /// <summary>The frame of the response to a challenge.</summary>
    public static byte[] Response(string challenge, string password = SessionFixture.Password)
    {
        using var secret = ChanPassword.FromString(password);
        return Frame($"{{response,\"{ClassicDigest.Compute(Encoding.ASCII.GetBytes(challenge), secret)}\"}}");
    }

    /// <summary>Opens a session.</summary>
    public async Task OpenAsync(string service)
    {
        await SendAsync(Response(await AskAsync(service)));
        await ExpectAsync("ack");
    }

    public void Dispose() => pair.First.Dispose();
}
