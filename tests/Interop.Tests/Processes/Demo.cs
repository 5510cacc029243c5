using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Interop.Tests.Processes;

/// <summary>The module <c>ddemo</c> as <c>ddemo.erl</c> has it: a process on another node that applies what it is asked, whatever comes of it.</summary>
[ErlModule("ddemo")]
internal static class Demo
{
    private static readonly ErlAtom Rpc = ErlTerm.Atom("rpc");

    /// <summary>Starts one on a node of whatever language.</summary>
    public static ValueTask<ErlPid> StartAsync(ProcessContext self, string node)
        => self.SpawnAsync(ErlTerm.Atom(node), ErlTerm.Atom("ddemo"), ErlTerm.Atom("serve"), []);

    /// <summary>Has one apply a function.</summary>
    public static async Task<ErlTerm> AskAsync(ProcessContext self, ErlPid demo, ErlTerm module, ErlTerm function, ErlTerm arguments)
    {
        self.Send(demo, ErlTerm.Tuple(Rpc, self.Self, module, function, arguments));
        var answer = (ErlTuple)await self.ReceiveAsync(message => message is ErlTuple and [ErlPid from, _] && from.Equals(demo));
        return answer[1];
    }

    /// <summary>The process itself.</summary>
    [ErlFunction("serve")]
    public static async Task ServeAsync(ProcessContext self)
    {
        while (true)
        {
            if (await self.ReceiveAsync() is ErlTuple and [ErlAtom("rpc"), ErlPid from, ErlAtom module, ErlAtom function, ErlList arguments])
            {
                self.Send(from, ErlTerm.Tuple(self.Self, await CatchAsync(self, module, function, arguments)));
            }
        }
    }

    /// <summary>What <c>catch apply(Module, Function, Arguments)</c> gives.</summary>
    private static async Task<ErlTerm> CatchAsync(ProcessContext self, ErlAtom module, ErlAtom function, ErlList arguments)
    {
        try
        {
            return await self.Node.Modules.ApplyAsync(self, module, function, arguments);
        }
        catch (TermException thrown)
        {
            return thrown.Class switch
            {
                TermExceptionClass.Throw => thrown.Reason,
                TermExceptionClass.Exit => ErlTerm.Tuple(Atoms.Exit, thrown.Reason),
                _ => ErlTerm.Tuple(Atoms.Exit, ErlTerm.Tuple(thrown.Reason, thrown.Stack ?? ErlList.Empty)),
            };
        }
    }
}
