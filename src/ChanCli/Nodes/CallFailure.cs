using System.Text;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Cli.Nodes;

/// <summary>Tells what became of a call that gave no value, from the exact terms of <c>erpc</c>.</summary>
internal static class CallFailure
{
    private const int MostFrames = 8;

    internal static NodeFailureException Of(TermException failure, NodeName node, RemoteFunction function) => (failure.Class, failure.Reason) switch
    {
        (TermExceptionClass.Throw, var thrown) => Remote($"{function} at {node} threw {thrown}"),
        (TermExceptionClass.Exit, ErlTuple and [ErlAtom("exception"), var reason]) => Remote($"{function} at {node} exited: {reason}"),
        (TermExceptionClass.Exit, ErlTuple and [ErlAtom("signal"), var reason]) => Remote($"{function} at {node} was ended by a signal: {reason}"),
        (_, ErlTuple and [ErlAtom("exception"), ErlAtom("undef"), ErlList { Count: > 0 } stack]) when Matches(stack[0], function) => Remote(
            $"{node} has no function {function}: no such module or function, not exported, or another number of arguments."
            + " A .NET node has the functions that its program adds to Node.Modules."),
        (_, ErlTuple and [ErlAtom("exception"), var reason, var stack]) => Remote($"{function} at {node} failed: {reason}{Frames(stack)}"),
        (_, ErlTuple and [ErlAtom("erpc"), ErlAtom("timeout")]) => new NodeFailureException(
            ExitCode.Timeout, $"No answer of {function} at {node} in time; it goes on there. Allow more time with -t."),
        (_, ErlTuple and [ErlAtom("erpc"), ErlAtom("noconnection")]) => Remote($"The connection with {node} ended before {function} answered."),
        (_, ErlTuple and [ErlAtom("erpc"), ErlAtom("notsup")]) => Remote($"{node} cannot start processes for others; it may be a C or Java node."),
        _ => Remote($"{function} at {node} failed: {failure.Reason}"),
    };

    private static NodeFailureException Remote(string message) => new(ExitCode.RemoteError, message);

    private static bool Matches(ErlTerm frame, RemoteFunction function)
        => frame is ErlTuple { Count: >= 3 } parts && parts[0].Equals(function.Module) && parts[1].Equals(function.Function)
            && ArityOf(parts[2]) == function.Arguments.Count;

    private static string Frames(ErlTerm stack)
    {
        var text = new StringBuilder();
        foreach (ErlTerm frame in (stack as ErlList ?? ErlList.Empty).Take(MostFrames))
        {
            if (frame is ErlTuple { Count: 4 } parts && ArityOf(parts[2]) is { } arity)
            {
                text.Append($"\n  in {parts[0]}:{parts[1]}/{arity}{PlaceOf(parts[3])}");
            }
        }

        return text.ToString();
    }

    private static long? ArityOf(ErlTerm term) => term switch
    {
        ErlInteger(long arity) => arity,
        ErlList arguments => arguments.Count,
        _ => null,
    };

    private static string PlaceOf(ErlTerm location)
    {
        string? file = null;
        long? line = null;
        foreach (ErlTerm item in location as ErlList ?? ErlList.Empty)
        {
            switch (item)
            {
                case ErlTuple and [ErlAtom("file"), ErlList name] when name.TryGetString(out string? text):
                    file = text;
                    break;
                case ErlTuple and [ErlAtom("line"), ErlInteger(long number)]:
                    line = number;
                    break;
            }
        }

        return file is null ? "" : line is null ? $" ({file})" : $" ({file}, line {line})";
    }
}
