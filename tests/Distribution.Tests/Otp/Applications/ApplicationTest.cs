using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Applications;

/// <summary>What tests of applications do.</summary>
public abstract class ApplicationTest : ProcessTest
{
    protected static ErlAtom Name(string name) => ErlTerm.Atom(name);

    /// <summary>Calls a function of module <c>application</c> in a process of its own, as a peer does by rpc.</summary>
    protected Task<string> ApplyAsync(string function, params ErlTerm[] arguments)
        => Run(async self => (await self.Node.Modules.ApplyAsync(self, Name("application"), Name(function), arguments)).ToString());

    /// <summary>Sends a request to the controller's process, as a peer does by gen_server.</summary>
    protected Task<string> AskAsync(string request)
        => Run(async self => (await self.CallAsync(Name("application_controller"), Term(request), Timeout.InfiniteTimeSpan)).ToString());

    protected static async Task<string> ReasonOf(Task refused)
        => (await Assert.ThrowsAsync<TermException>(() => refused.WaitAsync(TestTimeouts.Long))).Reason.ToString();

    protected static string ReasonOf(Action refused) => Assert.Throws<TermException>(refused).Reason.ToString();

    protected static ApplicationControllerOptions Controlled(params Application[] available)
        => new() { Available = available, Exports = ApplicationExports.Reading | ApplicationExports.Control };
}
