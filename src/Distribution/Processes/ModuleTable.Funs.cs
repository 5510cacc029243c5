using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>
/// Function values that travel. As with named functions, what is not here cannot be run: a function value that comes over the network
/// names code of this very build that was added before, or it is <c>badfun</c>.
/// </content>
public sealed partial class ModuleTable
{
    private readonly ConcurrentDictionary<UInt128, (int Arity, FunBody Body)> _funs = new();

    /// <summary>
    /// Lets function values of this code be made here, and those of other nodes with the same build run here. A program that spawns
    /// lambdas on its other nodes adds them on each.
    /// </summary>
    /// <param name="arity">The number of arguments, 0 to 255; 0 for what is to be spawned.</param>
    /// <param name="body">A static method, or a lambda that captures nothing: values for it are given as terms to <see cref="ProcessContext.MakeFun"/>.</param>
    /// <exception cref="ArgumentException">The code captures variables, belongs to an object or is generic.</exception>
    public void AddFun(int arity, FunBody body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(arity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arity, 255);
        _funs[CodeIdentity.Of(body)] = (arity, body);
    }

    /// <summary>Takes <see cref="AddFun"/> back. Processes that run the code go on.</summary>
    /// <param name="body">The code.</param>
    public void RemoveFun(FunBody body) => _funs.TryRemove(CodeIdentity.Of(body), out _);

    /// <summary>Calls a function value in the process that asks, as <c>apply/2</c>.</summary>
    /// <param name="self">The calling process.</param>
    /// <param name="fun"><c>fun Module:Function/Arity</c>, or one that <see cref="ProcessContext.MakeFun"/> made here or on another node.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The value of the call.</returns>
    /// <exception cref="TermException">
    /// Error <c>{badfun, Fun}</c> when its code is not here, <c>{badarity, {Fun, Args}}</c>, <c>undef</c>; else what the function throws.
    /// </exception>
    public ValueTask<ErlTerm> ApplyAsync(ProcessContext self, ErlFun fun, IReadOnlyList<ErlTerm> arguments)
    {
        ArgumentNullException.ThrowIfNull(fun);
        ArgumentNullException.ThrowIfNull(arguments);
        FunBody? body = null;
        int arity = fun.Arity;
        if (fun.IsInternal && !TryGetFun(fun, out arity, out body))
        {
            throw TermException.Error(ErlTerm.Tuple(Atoms.Badfun, fun));
        }

        if (arguments.Count != arity)
        {
            throw TermException.Error(ErlTerm.Tuple(Atoms.Badarity, ErlTerm.Tuple(fun, ErlTerm.List([.. arguments]))));
        }

        return body is null ? ApplyAsync(self, fun.Module, fun.Function!, arguments) : body(self, fun.FreeVariables.ToArray(), arguments);
    }

    internal ErlFun MakeFun(FunBody body, ErlPid creator, ReadOnlySpan<ErlTerm> captured)
    {
        UInt128 uniq = CodeIdentity.Of(body);
        return _funs.TryGetValue(uniq, out (int Arity, FunBody Body) known)
            ? ErlFun.Closure(CodeIdentity.Module, known.Arity, uniq, creator, captured)
            : throw new ArgumentException($"Add the code with {nameof(ModuleTable)}.{nameof(AddFun)} first, here and on every node that shall run it.", nameof(body));
    }

    private bool TryGetFun(ErlFun fun, out int arity, [NotNullWhen(true)] out FunBody? body)
    {
        bool isKnown = _funs.TryGetValue(fun.Uniq, out (int Arity, FunBody Body) known) && fun.Module == CodeIdentity.Module;
        (arity, body) = isKnown ? known : (0, null);
        return isKnown && body is not null;
    }
}
