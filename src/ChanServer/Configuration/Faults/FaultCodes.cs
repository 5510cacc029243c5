namespace Chan.Server.Configuration.Faults;

/// <summary>The numbers of all faults. They are stable: docs/configuration.md lists each with cause and cure.</summary>
internal static class FaultCodes
{
    /// <summary>True for warnings about settings that are less safe than the defaults: they are audit events, the other warnings are not.</summary>
    public static bool IsInsecure(string code) => code is ClassicEnabled or LiteralPassword or DemoPassword or PasswordShared;

    // 01xx: the file itself.
    public const string FileUnreadable = "CHAN0101";
    public const string FileTooLarge = "CHAN0102";
    public const string FileNotUtf8 = "CHAN0103";
    public const string JsonSyntax = "CHAN0104";
    public const string JsonDepth = "CHAN0105";
    public const string KeyTwice = "CHAN0106";
    public const string KeyUnusable = "CHAN0107";
    public const string TooManyFaults = "CHAN0108";
    public const string TermSyntax = "CHAN0111";
    public const string TermUnknown = "CHAN0112";
    public const string ClassicPortCount = "CHAN0113";
    public const string ClassicServiceTwice = "CHAN0114";

    // 02xx: keys and values.
    public const string KeyUnknown = "CHAN0201";
    public const string WrongType = "CHAN0202";
    public const string OutOfRange = "CHAN0203";
    public const string Missing = "CHAN0204";
    public const string Malformed = "CHAN0205";
    public const string WrongProtocol = "CHAN0206";

    // 03xx: ports.
    public const string NoPorts = "CHAN0301";
    public const string BadAddress = "CHAN0302";
    public const string PortTwice = "CHAN0303";
    public const string ServiceUndefined = "CHAN0304";
    public const string ServiceTwice = "CHAN0305";
    public const string ClassicOffLoopback = "CHAN0306";
    public const string ClassicEnabled = "CHAN0307";
    public const string BadPortName = "CHAN0308";

    // 04xx: services.
    public const string NoServices = "CHAN0401";
    public const string ServiceUnused = "CHAN0402";
    public const string BadServiceName = "CHAN0403";
    public const string BadClientName = "CHAN0404";
    public const string MfaMalformed = "CHAN0405";
    public const string TargetCount = "CHAN0406";
    public const string PatternMalformed = "CHAN0407";
    public const string ModuleMissing = "CHAN0408";
    public const string LimitsContradict = "CHAN0409";

    // 05xx: passwords.
    public const string NoCredential = "CHAN0501";
    public const string TwoCredentials = "CHAN0502";
    public const string LiteralReadable = "CHAN0503";
    public const string LiteralPassword = "CHAN0504";
    public const string DemoPassword = "CHAN0505";
    public const string DemoOffLoopback = "CHAN0506";
    public const string PasswordFileRefused = "CHAN0507";
    public const string PasswordMalformed = "CHAN0508";
    public const string VerifierMalformed = "CHAN0509";
    public const string VerifierForeign = "CHAN0510";
    public const string KdfParametersDiffer = "CHAN0511";
    public const string PasswordSharedOffLoopback = "CHAN0512";
    public const string PasswordShared = "CHAN0513";
    public const string VerifierOnClassic = "CHAN0514";
    public const string NoPasswordOnNative = "CHAN0515";
    public const string SecretOnCommandLine = "CHAN0516";
    public const string ClientsOnClassic = "CHAN0517";
    public const string PasswordNotLatin1 = "CHAN0518";
}
