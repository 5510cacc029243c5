using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>Calls of this node's own servers, which may not be there.</summary>
internal static class LocalCall
{
    /// <summary>Calls a server and waits as long as it takes.</summary>
    /// <param name="self">The caller. Its other messages stay in the mailbox.</param>
    /// <param name="name">The registered name of the server.</param>
    /// <param name="request">The request.</param>
    /// <returns>The answer; <see langword="null"/> when the server is not there.</returns>
    public static async Task<ErlTerm?> AskAsync(ProcessContext self, ErlAtom name, ErlTerm request)
        => (await self.MultiCallAsync([self.Node.Name], name, request).ConfigureAwait(false)).Replies is [var only] ? only.Reply : null;
}
