using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>What stands behind <c>{global, Name}</c> when a server is started or called.</summary>
internal sealed class GlobalNameRegistry : INameRegistry
{
    public async ValueTask<bool> RegisterNameAsync(ProcessContext self, ErlTerm name, ErlPid pid)
        => await GlobalRegistration.RegisterAsync(self.Node, name, pid, resolve: null, self.Exiting).ConfigureAwait(false);

    public async ValueTask UnregisterNameAsync(ProcessContext self, ErlTerm name)
        => await GlobalRegistration.UnregisterAsync(self.Node, name, self.Exiting).ConfigureAwait(false);

    public ErlPid? WhereIsName(Node node, ErlTerm name) => GlobalNames.Of(node).WhereIs(node, name);
}
