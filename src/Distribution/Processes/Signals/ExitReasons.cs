using System.Diagnostics;
using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>Makes exit reasons of exceptions. Bounded: a reason travels to every link and monitor.</summary>
internal static class ExitReasons
{
    private const int MaxFrames = 10;
    private const int MaxMessageLength = 500;

    /// <summary>
    /// <c>{Reason, Stack}</c> for faults. A .NET exception's Reason is <c>{'Namespace.Type', &lt;&lt;"message"&gt;&gt;}</c>,
    /// Stack is a list of <c>{Module, Function, Arity, []}</c>.
    /// </summary>
    public static ErlTerm Of(Exception exception) => exception is TermException known
        ? known.Class switch
        {
            TermExceptionClass.Exit => known.Reason,
            TermExceptionClass.Throw => ErlTerm.Tuple(ErlTerm.Tuple(Atoms.Nocatch, known.Reason), StackOf(known)),
            _ => ErlTerm.Tuple(known.Reason, StackOf(known)),
        }
        : ErlTerm.Tuple(ErlTerm.Tuple(NameOf(exception.GetType().FullName), ErlTerm.Utf8(Cut(exception.Message))), StackOf(exception));

    /// <summary>Whether the end is a crash to report, and not a wanted exit.</summary>
    public static bool IsCrash(Exception exception) => exception is not TermException { Class: TermExceptionClass.Exit };

    /// <summary>The stack as a list of <c>{Module, Function, Arity, []}</c>, innermost first.</summary>
    public static ErlTerm StackOf(Exception exception)
    {
        if (exception is TermException { Stack: { } given })
        {
            return given;
        }

        var frames = new List<ErlTerm>(MaxFrames);
        foreach (StackFrame frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (frames.Count == MaxFrames)
            {
                break;
            }

            if (DiagnosticMethodInfo.Create(frame) is { } method)
            {
                frames.Add(ErlTerm.Tuple(NameOf(method.DeclaringTypeName), NameOf(method.Name), 0, ErlList.Empty));
            }
        }

        return ErlTerm.List([.. frames]);
    }

    private static ErlAtom NameOf(string? name)
        => string.IsNullOrEmpty(name) ? Atoms.Undefined : ErlTerm.Atom(name.Length <= ErlAtom.MaxLength ? name : name[..ErlAtom.MaxLength]);

    private static string Cut(string text) => text.Length <= MaxMessageLength ? text : text[..MaxMessageLength];
}
