using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>A request that was sent and whose answer is received later, by the process that sent it: the request id of <c>gen_server:send_request</c>.</summary>
/// <remarks>It has one answer: what was received or given up does not come a second time.</remarks>
public readonly record struct RequestId
{
    private readonly ErlReference? _reference;

    internal RequestId(ErlReference reference) => _reference = reference;

    internal ErlReference Reference
        => _reference ?? throw new InvalidOperationException("This is no request: the default value of the type. A request id comes from sending a request.");

    /// <summary>Prints the reference of the request.</summary>
    public override string ToString() => _reference?.ToString() ?? "no request";
}
