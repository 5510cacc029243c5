namespace Chan.Protocol.Tests.Classic;

/// <summary>What the book's code and OTP 25 sent each other, byte for byte (lib_chan's wire protocol, "Test vectors").</summary>
internal static class ClassicCapture
{
    public const string Password = "ABXy45";
    public const string Challenge = "kkdrsefbgqkixfbeiplxvdqvj";
    public const string WrongPasswordChallenge = "ctmjaxqchydiytwzzlqdkbihz";

    public static readonly byte[] StartService = Hex("00000020 8368036400 0c737461727453 65727669636564000a6e616d655365727665726a");
    public static readonly byte[] ChallengeFrame = Hex("0000002b8368026400096368616c6c656e67656b00196b6b64727365666267716b6978666265 69706c7876647176 6a");
    public static readonly byte[] Response = Hex("00000031836802640008726573706f6e73656b0020 3430666331656136643738623364623630396565353765386264333238376131");
    public static readonly byte[] Ack = Hex("0000000783640003 61636b");
    public static readonly byte[] Store = Hex("00000022836803640005 73746f7265640003 6a6f656b000e77726974696e67206120626f6f6b");
    public static readonly byte[] Lookup = Hex("000000128368026400066c6f6f6b7570 6400036a6f65");
    public static readonly byte[] Found = Hex("0000001983680264 00026f6b6b000e77726974696e67206120626f6f6b");
    public static readonly byte[] Undefined = Hex("0000000d83640009756e646566696e6564");
    public static readonly byte[] WrongResponse = Hex("00000031836802640008726573706f6e73656b0020 3066663163386538613037636335353538376361393633626432396334333936");
    public static readonly byte[] AuthFail = Hex("0000000c8364000861757468 4661696c");
    public static readonly byte[] StartUnknown = Hex("0000001c83680364000c737461727453657276696365640006 6e6f737563686a");
    public static readonly byte[] BadService = Hex("0000000e8364000a62616453657276696365");
    public static readonly byte[] StartOpen = Hex("0000002983680364000c737461727453657276696365 64000a6f70656e536572766572 68026400036172676101");

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
