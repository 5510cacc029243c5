using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>An exception that carries a term, as <c>erlang:error/1</c>, <c>exit/1</c> and <c>throw/1</c> raise it.</summary>
public sealed class TermException : Exception
{
    private TermException(TermExceptionClass kind, ErlTerm reason, ErlTerm? stack, string? message = null)
        : base(message ?? $"Erlang {(kind == TermExceptionClass.Error ? "error" : kind == TermExceptionClass.Exit ? "exit" : "throw")}.")
    {
        ArgumentNullException.ThrowIfNull(reason);
        Class = kind;
        Reason = reason;
        Stack = stack;
    }

    /// <summary>The kind.</summary>
    public TermExceptionClass Class { get; }

    /// <summary>The term. Not part of <see cref="Exception.Message"/>, because it may be large or confidential.</summary>
    public ErlTerm Reason { get; }

    /// <summary>The stack to report in place of the .NET one; <see langword="null"/> for that one.</summary>
    public ErlTerm? Stack { get; }

    /// <summary>A fault, as <c>erlang:error/1</c>.</summary>
    public static TermException Error(ErlTerm reason, ErlTerm? stack = null) => new(TermExceptionClass.Error, reason, stack);

    /// <summary>A wanted end, as <c>exit/1</c>.</summary>
    public static TermException Exit(ErlTerm reason) => new(TermExceptionClass.Exit, reason, null);

    /// <summary>A wanted end whose cause can be told to people without the term, which may be large or confidential.</summary>
    internal static TermException Exit(ErlTerm reason, string message) => new(TermExceptionClass.Exit, reason, null, message);

    /// <summary>A thrown value, as <c>throw/1</c>.</summary>
    public static TermException Throw(ErlTerm reason) => new(TermExceptionClass.Throw, reason, null);

    /// <summary>The fault of calling a function that is not exported.</summary>
    public static TermException Undef(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
        => Error(Atoms.Undef, ErlTerm.List(ErlTerm.Tuple(module, function, ErlTerm.List([.. arguments]), ErlList.Empty)));
}
