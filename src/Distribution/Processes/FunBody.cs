using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The code of a function value: a static method, or a lambda that captures nothing.</summary>
/// <param name="self">The process that runs it.</param>
/// <param name="captured">The terms that the function value was made with. They may have come over the network.</param>
/// <param name="arguments">The arguments, as many as the arity says.</param>
/// <returns>The value of the function.</returns>
public delegate ValueTask<ErlTerm> FunBody(ProcessContext self, IReadOnlyList<ErlTerm> captured, IReadOnlyList<ErlTerm> arguments);
