using System.Collections.Concurrent;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster;

/// <summary>Module m, to be called on other nodes: some of its functions wait until the test lets them go on.</summary>
internal sealed class Callees
{
    public static readonly ErlAtom M = ErlTerm.Atom("m");
    public static readonly ErlAtom Wait = ErlTerm.Atom("wait");
    public static readonly ErlAtom Where = ErlTerm.Atom("where");
    public static readonly ErlAtom Killed = ErlTerm.Atom("killed");

    private readonly ConcurrentDictionary<ErlTerm, TaskCompletionSource<ErlPid>> _waiting = new();

    public void AddTo(Node node)
    {
        node.Modules.Add(M, Wait, 1, (self, arguments) =>
        {
            Entry(arguments[0]).TrySetResult(self.Self);
            return self.ReceiveAsync();
        });
        node.Modules.Add(M, Where, 2, (self, arguments) => new ValueTask<ErlTerm>(ErlTerm.Tuple(arguments[0], arguments[1], self.Node.Name)));
        node.Modules.Add(M, Killed, 0, async (self, _) =>
        {
            self.Exit(self.Self, Atoms.Kill);
            return await self.ReceiveAsync();
        });
    }

    /// <summary>The process that runs wait/1 with this argument; what it is sent is its value.</summary>
    public Task<ErlPid> ProcessOf(ErlTerm argument) => Entry(argument).Task.WaitAsync(TestTimeouts.Long);

    private TaskCompletionSource<ErlPid> Entry(ErlTerm argument)
        => _waiting.GetOrAdd(argument, _ => new TaskCompletionSource<ErlPid>(TaskCreationOptions.RunContinuationsAsynchronously));
}
