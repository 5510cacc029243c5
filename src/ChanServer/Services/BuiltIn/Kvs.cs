using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Server.Services.BuiltIn;

/// <summary>The book's <c>kvs</c>: a process registered under that name that keeps keys and values in memory.</summary>
/// <remarks>
/// As the book's, but that it is started when it is first asked, and holds a bounded number of keys: clients choose them.
/// </remarks>
[ErlModule("kvs")]
internal static class Kvs
{
    /// <summary>Keys that are kept; a new key beyond them is not stored. Our own number.</summary>
    internal const int MaxKeys = 1_000_000;

    private static readonly ErlAtom Full = ErlTerm.Atom("full");

    /// <summary>Starts the process; <c>true</c>, also if it runs already.</summary>
    [ErlFunction("start")]
    public static ErlTerm Start(ProcessContext self)
    {
        Find(self.Node);
        return Atoms.True;
    }

    /// <summary>Stores a value; <c>true</c>, or <c>{error, full}</c>.</summary>
    [ErlFunction("store")]
    public static ValueTask<ErlTerm> Store(ProcessContext self, ErlTerm key, ErlTerm value) => CallAsync(self, ErlTerm.Tuple(Atoms.Store, key, value));

    /// <summary>Looks a value up: <c>{ok, Value}</c> or <c>undefined</c>.</summary>
    [ErlFunction("lookup")]
    public static ValueTask<ErlTerm> Lookup(ProcessContext self, ErlTerm key) => CallAsync(self, ErlTerm.Tuple(Atoms.Lookup, key));

    private static async ValueTask<ErlTerm> CallAsync(ProcessContext self, ErlTerm request)
    {
        ErlPid kvs = Find(self.Node);
        ErlReference monitor = self.Monitor(kvs);
        self.Send(kvs, ErlTerm.Tuple(self.Self, monitor, request));
        var answer = (ErlTuple)await self.ReceiveAsync(monitor).ConfigureAwait(false);
        if (ReferenceEquals(answer[0], Atoms.Down))
        {
            throw TermException.Exit(answer[4]);
        }

        self.Demonitor(monitor, DemonitorOptions.Flush);
        return answer[1];
    }

    private static ErlPid Find(Node node)
    {
        while (true)
        {
            if (node.WhereIs(Atoms.Kvs) is { } running)
            {
                return running;
            }

            try
            {
                return node.Spawn(RunAsync, new SpawnOptions { Name = Atoms.Kvs, Label = "kvs" });
            }
            catch (ArgumentException)
            {
                // Another process started it between the two calls.
            }
        }
    }

    private static async Task RunAsync(ProcessContext self)
    {
        Dictionary<ErlTerm, ErlTerm> values = [];
        while (true)
        {
            ErlTerm message = await self.ReceiveAsync().ConfigureAwait(false);
            if (message is ErlTuple { Count: 3 } call && call[0] is ErlPid caller && call[1] is ErlReference)
            {
                self.Send(caller, ErlTerm.Tuple(call[1], Answer(values, call[2])));
            }
        }
    }

    private static ErlTerm Answer(Dictionary<ErlTerm, ErlTerm> values, ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple { Count: 3 } store when values.Count < MaxKeys || values.ContainsKey(store[1]):
                values[store[1]] = store[2];
                return Atoms.True;
            case ErlTuple { Count: 3 }:
                return ErlTerm.Tuple(Atoms.Error, Full);
            case ErlTuple { Count: 2 } lookup when values.TryGetValue(lookup[1], out ErlTerm? value):
                return ErlTerm.Tuple(Atoms.Ok, value);
            default:
                return Atoms.Undefined;
        }
    }
}
