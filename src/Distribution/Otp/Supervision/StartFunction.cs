using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>What starts a child: code of this program, or a function that the node exports.</summary>
/// <param name="Term"><c>{Module, Function, Arguments}</c>; for code of this program a name that tools can show and nobody can call.</param>
/// <param name="Run">The start, in the supervisor's process, with further arguments for children that are started at run time.</param>
internal sealed record StartFunction(ErlTuple Term, Func<ProcessContext, IReadOnlyList<ErlTerm>, Task<StartResult>> Run)
{
    private static readonly ErlAtom StartLink = ErlTerm.Atom("start_link");

    /// <summary>Whether <see cref="Term"/> can be called, here and elsewhere.</summary>
    public bool IsExported { get; private init; }

    /// <summary>What the log says: the arguments are left out, they may be confidential.</summary>
    public string Name => $"{Term[0]}:{Term[1]}" + (Term[2] is ErlList { IsProper: true } list ? $"/{list.Count}" : "");

    /// <summary>Code of this program.</summary>
    public static StartFunction Of(ErlAtom module, Func<ProcessContext, IReadOnlyList<ErlTerm>, Task<StartResult>> run)
        => new(ErlTerm.Tuple(module, StartLink, ErlList.Empty), run);

    /// <summary>A function that the node exports.</summary>
    public static StartFunction Of(ErlAtom module, ErlAtom function, ErlList arguments)
        => new(ErlTerm.Tuple(module, function, arguments), (self, further) => ApplyAsync(self, module, function, [.. arguments, .. further])) { IsExported = true };

    /// <summary>Starts; what the start throws is its failure.</summary>
    public async Task<StartResult> StartAsync(ProcessContext self, IReadOnlyList<ErlTerm> further)
    {
        try
        {
            return await Run(self, further).ConfigureAwait(false);
        }
        catch (TermException thrown) when (thrown.Class == TermExceptionClass.Throw && !self.IsDead)
        {
            return StartResult.TryRead(thrown.Reason, out StartResult? result) ? result : StartResult.Failed(thrown.Reason);
        }
        catch (Exception failure) when (!self.IsDead)
        {
            return StartResult.Failed(ErlTerm.Tuple(Atoms.Exit, ExitReasons.Of(failure)));
        }
    }

    private static async Task<StartResult> ApplyAsync(ProcessContext self, ErlAtom module, ErlAtom function, ErlTerm[] arguments)
    {
        ErlTerm returned = await self.Node.Modules.ApplyAsync(self, module, function, arguments).ConfigureAwait(false);
        return StartResult.TryRead(returned, out StartResult? result) ? result : StartResult.Failed(returned);
    }
}
