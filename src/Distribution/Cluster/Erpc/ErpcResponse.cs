using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>The answer to one request of a collection.</summary>
/// <param name="Request">The request.</param>
/// <param name="Label">The label that it was given.</param>
/// <param name="Result">How the call ended.</param>
public readonly record struct ErpcResponse(ErpcRequestId Request, ErlTerm Label, ErpcResult Result);
