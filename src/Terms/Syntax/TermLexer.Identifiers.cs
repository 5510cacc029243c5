using System.Globalization;

namespace Chan.Terms.Syntax;

/// <content>Pids, ports and references as <see cref="TermPrinter"/> writes them: <c>&lt;0.9.0&gt;</c>, <c>&lt;a@b/1.9.0&gt;</c>.</content>
internal sealed partial class TermLexer
{
    private ErlPid TakePid()
    {
        _position++;
        (ErlAtom node, uint creation) = TakeOwner();
        uint id = TakeDottedWord();
        uint serial = TakeDottedWord();
        TakeChar('>');
        return new ErlPid(node, id, serial, creation);
    }

    private ErlTerm TakeHashForm()
    {
        if (TryTakePrefix("#Ref<"))
        {
            return TakeReference();
        }

        if (TryTakePrefix("#Port<"))
        {
            (ErlAtom node, uint creation) = TakeOwner();
            ulong id = TakeDotted<ulong>();
            TakeChar('>');
            return new ErlPort(node, id, creation);
        }

        throw Error(text.AsSpan(_position).StartsWith("#Fun<", StringComparison.Ordinal)
            ? "a closure cannot be written as text; only fun Module:Function/Arity can"
            : "expected \"#{\", \"#Ref<\" or \"#Port<\"");
    }

    private ErlReference TakeReference()
    {
        (ErlAtom node, uint creation) = TakeOwner();
        Span<uint> words = stackalloc uint[ErlReference.MaxWords];
        int count = 0;
        while (Current == '.')
        {
            if (count == words.Length)
            {
                throw Error($"a reference has at most {ErlReference.MaxWords} numbers");
            }

            words[count++] = TakeDottedWord();
        }

        TakeChar('>');
        words = words[..count];
        words.Reverse();
        return new ErlReference(node, creation, words);
    }

    /// <summary>Takes 0 for the node without a name, or a node name, a slash and the creation.</summary>
    private (ErlAtom Node, uint Creation) TakeOwner()
    {
        if (Current == '0')
        {
            _position++;
            return (Atoms.NonodeNohost, 0);
        }

        (int line, int column) = (_line, Column);
        string name = Current == '\'' ? TakeQuoted('\'') : TakeName();
        ErlAtom node = MakeAtom(name, line, column);
        TakeChar('/');
        return (node, TakePlain<uint>());
    }

    private uint TakeDottedWord() => TakeDotted<uint>();

    private T TakeDotted<T>()
        where T : struct, ISpanParsable<T>
    {
        TakeChar('.');
        return TakePlain<T>();
    }

    private T TakePlain<T>()
        where T : struct, ISpanParsable<T>
    {
        int start = _position;
        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }

        return T.TryParse(text.AsSpan(start, _position - start), CultureInfo.InvariantCulture, out T value)
            ? value
            : throw Error("expected a number of 32 bits (64 for a port)");
    }

    private void TakeChar(char expected)
    {
        if (Current != expected)
        {
            throw Error($"expected \"{expected}\" in a pid, port or reference");
        }

        _position++;
    }

    private bool TryTakePrefix(string prefix)
    {
        bool found = text.AsSpan(_position).StartsWith(prefix, StringComparison.Ordinal);
        _position += found ? prefix.Length : 0;
        return found;
    }
}
