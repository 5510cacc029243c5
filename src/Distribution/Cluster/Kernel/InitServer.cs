using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>
/// The process <c>init</c> and what its module tells: this program has no Erlang command line, has started, and is ended by its owner alone.
/// </summary>
internal sealed class InitServer : SystemServer
{
    public static readonly ErlAtom Name = ErlTerm.Atom("init");

    private static readonly ErlTerm Started = ErlTerm.Parse("{started,started}");

    public static void AddTo(ModuleTable table)
    {
        table.Add(Name, "get_arguments", 0, _ => ErlList.Empty);
        table.Add(Name, "get_plain_arguments", 0, _ => ErlList.Empty);
        table.Add(Name, "get_argument", 1, _ => Atoms.Error);
        table.Add(Name, "get_status", 0, _ => Started);
    }

    protected override ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        if (message is ErlTuple and [ErlPid from, var request])
        {
            ErlTerm? answer = request switch
            {
                ErlAtom("get_arguments" or "get_plain_arguments") => ErlList.Empty,
                ErlTuple and [ErlAtom("get_argument"), _] => Atoms.Error,
                ErlAtom("get_status") => Started,
                _ => null,
            };
            if (answer is not null)
            {
                self.TrySend(from, ErlTerm.Tuple(Name, answer));
            }
        }

        return ValueTask.CompletedTask;
    }
}
