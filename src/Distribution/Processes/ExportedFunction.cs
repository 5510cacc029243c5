using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>A function that others may spawn or call by name.</summary>
/// <param name="self">The process that runs it.</param>
/// <param name="arguments">As many as the arity that it is exported with.</param>
/// <returns>The value of the call.</returns>
/// <exception cref="TermException">For an error, an exit or a throw with a term of its own choice.</exception>
public delegate ValueTask<ErlTerm> ExportedFunction(ProcessContext self, IReadOnlyList<ErlTerm> arguments);
