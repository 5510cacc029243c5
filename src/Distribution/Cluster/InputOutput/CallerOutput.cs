using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>
/// Group leader of one call of a C node that wants the output itself: it comes as <c>{rex_stdout, Text}</c>, and the result after all of it.
/// </summary>
internal sealed class CallerOutput(ErlTerm caller) : IoServer
{
    private static readonly ErlAtom RexStdout = ErlTerm.Atom("rex_stdout");
    private static readonly ErlAtom Result = ErlTerm.Atom("result");

    protected override bool IsWriteOnly => true;

    /// <summary>Has the result sent and the leader ended.</summary>
    public static void Finish(ProcessContext self, ErlPid leader, ErlTerm result) => self.Send(leader, ErlTerm.Tuple(Result, self.Self, result));

    protected override ValueTask<bool> WriteAsync(ProcessContext self, string text)
    {
        self.TrySend(caller, ErlTerm.Tuple(RexStdout, ErlTerm.Utf8(text)));
        return new ValueTask<bool>(true);
    }

    protected override ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        if (message is ErlTuple and [ErlAtom label, ErlPid, var result] && label == Result)
        {
            self.TrySend(caller, ErlTerm.Tuple(Atoms.Rex, result));
            self.Exit(Atoms.Normal);
        }

        return base.OnInfoAsync(self, message);
    }
}
