using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Server.Services;

/// <summary><c>Module:Function(MM, ArgC, ArgS)</c> of the node's table of exported functions.</summary>
internal sealed class MfaProgram(ErlAtom module, ErlAtom function, ErlTerm arguments) : ServiceProgram
{
    /// <summary>MM, ArgC and ArgS.</summary>
    public const int Arity = 3;

    /// <inheritdoc/>
    public override ErlPid SpawnLinked(ProcessContext middleMan, ErlTerm argument)
        => middleMan.SpawnLink(module, function, [middleMan.Self, argument, arguments]);
}
