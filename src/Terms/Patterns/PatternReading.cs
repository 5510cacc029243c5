using Chan.Terms.Syntax;

namespace Chan.Terms.Patterns;

/// <summary>Reads one pattern. Recursive, as patterns are written by owners and their depth is limited.</summary>
internal sealed class PatternReading(string text)
{
    private const int MaxDepth = 64;

    private readonly TermLexer _lexer = new(text);
    private readonly List<string> _variables = [];
    private bool _repeats;
    private int _depth;

    public TermPattern Read()
    {
        PatternNode root = ReadNode();
        if (_lexer.Peek().Kind == TokenKind.FullStop)
        {
            _lexer.Next();
        }

        Token rest = _lexer.Next();
        return rest.Kind == TokenKind.EndOfText
            ? new TermPattern(text, root, [.. _variables], _repeats)
            : throw rest.Error($"found {rest.Describe()} after the pattern; expected its end");
    }

    private PatternNode ReadNode()
    {
        Token token = _lexer.Next();
        return token.Kind switch
        {
            TokenKind.Term => new PatternNode.Literal(token.Term!),
            TokenKind.Text => new PatternNode.Literal(ErlTerm.CharList(LiteralSyntax.JoinText(_lexer, token))),
            TokenKind.Variable => ReadVariable(token.Text),
            TokenKind.Keyword when token.Text == "fun" => new PatternNode.Literal(LiteralSyntax.ReadFun(_lexer)),
            TokenKind.Sign => ReadSign(token),
            _ => throw token.Error($"found {token.Describe()}; expected a pattern"),
        };
    }

    private PatternNode ReadSign(Token token)
    {
        if (++_depth > MaxDepth)
        {
            throw token.Error($"the pattern is nested deeper than {MaxDepth}");
        }

        PatternNode node = token.Text switch
        {
            "{" => ReadTuple(),
            "[" => ReadList(),
            "#{" => ReadMap(),
            "<<" => new PatternNode.Literal(LiteralSyntax.ReadBinary(_lexer, token)),
            "-" or "+" => new PatternNode.Literal(LiteralSyntax.ReadSigned(_lexer, token)),
            _ => throw token.Error($"found {token.Describe()}; expected a pattern"),
        };
        _depth--;
        return node;
    }

    private PatternNode ReadVariable(string name)
    {
        if (name == "_")
        {
            return new PatternNode.Any();
        }

        int index = _variables.IndexOf(name);
        if (index < 0)
        {
            index = _variables.Count;
            _variables.Add(name);
        }
        else
        {
            _repeats = true;
        }

        return new PatternNode.Variable(index);
    }

    private PatternNode ReadTuple()
    {
        PatternNode[] elements = ReadNodes("}");
        _lexer.Expect("}");
        return elements.All(element => element is PatternNode.Literal)
            ? new PatternNode.Literal(ErlTerm.Tuple([.. elements.Select(Expected)]))
            : new PatternNode.TupleOf(elements);
    }

    private PatternNode ReadList()
    {
        PatternNode[] heads = ReadNodes("]");
        PatternNode tail = heads.Length > 0 && _lexer.TryTake("|") ? ReadNode() : new PatternNode.Literal(ErlList.Empty);
        _lexer.Expect("]");
        return tail is PatternNode.Literal { Expected: var end } && heads.All(head => head is PatternNode.Literal)
            ? new PatternNode.Literal(ErlTerm.ImproperList([.. heads.Select(Expected)], end))
            : new PatternNode.ListOf(heads, tail);
    }

    private PatternNode.MapWith ReadMap()
    {
        var pairs = new List<(ErlTerm Key, PatternNode Value)>();
        if (_lexer.TryTake("}"))
        {
            return new PatternNode.MapWith([]);
        }

        do
        {
            Token start = _lexer.Peek();
            ErlTerm key = ReadNode() is PatternNode.Literal literal
                ? literal.Expected
                : throw start.Error("the key in a map pattern must be a term without variables");
            _lexer.Expect(":=");
            pairs.Add((key, ReadNode()));
        }
        while (_lexer.TryTake(","));
        _lexer.Expect("}");
        return new PatternNode.MapWith([.. pairs]);
    }

    private PatternNode[] ReadNodes(string closer)
    {
        var nodes = new List<PatternNode>();
        if (_lexer.Peek().IsSign(closer))
        {
            return [];
        }

        do
        {
            nodes.Add(ReadNode());
        }
        while (_lexer.TryTake(","));
        return [.. nodes];
    }

    private static ErlTerm Expected(PatternNode node) => ((PatternNode.Literal)node).Expected;
}
