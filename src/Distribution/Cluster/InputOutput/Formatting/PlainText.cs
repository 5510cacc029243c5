using System.Runtime.CompilerServices;
using System.Text;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Terms as <c>~w</c> and <c>~W</c> show them: on one line, lists and binaries as numbers.</summary>
internal sealed class PlainText
{
    private readonly StringBuilder _output = new();
    private readonly bool _isUnicode;
    private readonly int _room;

    private PlainText(bool isUnicode, int room)
    {
        _isUnicode = isUnicode;
        _room = room;
    }

    /// <summary>Shows a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="depth">How deep and how long; negative for all of it.</param>
    /// <param name="isUnicode">Whether atoms may show characters outside Latin-1.</param>
    /// <param name="room">Most characters; a few more may be there when it is noticed.</param>
    /// <exception cref="Chan.Distribution.Processes.TermException"><c>system_limit</c>: there are more.</exception>
    public static string Of(ErlTerm term, int depth, bool isUnicode, int room = int.MaxValue)
    {
        var text = new PlainText(isUnicode, room);
        text.Append(term, depth);
        return text._output.ToString();
    }

    private void Append(ErlTerm term, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_output.Length > _room)
        {
            throw IoFormat.TooLong();
        }

        if (depth == 0)
        {
            _output.Append("...");
            return;
        }

        switch (term)
        {
            case ErlAtom atom:
                _output.Append(LeafText.Atom(atom, _isUnicode));
                break;
            case ErlBinary or ErlBitString:
                _output.Append("<<").AppendJoin(',', BinaryText.Numbers(term, depth)).Append(">>");
                break;
            case ErlList { Count: > 0 } list:
                AppendList(list, depth);
                break;
            case ErlTuple { Count: > 0 } tuple:
                AppendTuple(tuple, depth);
                break;
            case ErlMap { Count: > 0 } map:
                AppendMap(map, depth);
                break;
            default:
                _output.Append(term);
                break;
        }
    }

    private void AppendList(ErlList list, int depth)
    {
        _output.Append('[');
        for (int i = 0; i < list.Count; i++, depth--)
        {
            if (depth == 1)
            {
                _output.Append(i == 0 ? "...]" : "|...]");
                return;
            }

            _output.Append(i == 0 ? string.Empty : ",");
            Append(list[i], depth - 1);
        }

        if (!list.IsProper)
        {
            _output.Append('|');
            Append(list.Tail, depth - 1);
        }

        _output.Append(']');
    }

    private void AppendTuple(ErlTuple tuple, int depth)
    {
        _output.Append('{');
        for (int i = 0; i < tuple.Count; i++, depth--)
        {
            _output.Append(i == 0 ? string.Empty : ",");
            if (depth == 1)
            {
                _output.Append("...");
                break;
            }

            Append(tuple[i], depth - 1);
        }

        _output.Append('}');
    }

    private void AppendMap(ErlMap map, int depth)
    {
        _output.Append("#{");
        int within = depth - 1;
        bool isFirst = true;
        foreach ((ErlTerm key, ErlTerm value) in depth == 1 ? ErlMap.Empty : map)
        {
            _output.Append(isFirst ? string.Empty : ",");
            isFirst = false;
            Append(key, within);
            _output.Append(" => ");
            Append(value, within);
            if (--depth == 1)
            {
                // Also after the last pair: Erlang looks at the depth before it looks whether there is more.
                _output.Append(",...");
                break;
            }
        }

        _output.Append('}');
    }
}
