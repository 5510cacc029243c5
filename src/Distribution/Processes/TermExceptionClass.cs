namespace Chan.Distribution.Processes;

/// <summary>Which of Erlang's three kinds an exception is.</summary>
public enum TermExceptionClass
{
    /// <summary>A fault: the exit reason is <c>{Reason, Stack}</c>, and the crash is logged.</summary>
    Error,

    /// <summary>A wanted end: the exit reason is the term itself, and nothing is logged.</summary>
    Exit,

    /// <summary>A value thrown to a catcher; uncaught it is the fault <c>{nocatch, Term}</c>.</summary>
    Throw,
}
