using System.Globalization;
using System.Text;
using Chan.Interop.Tests.Terms;
using Chan.Terms;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Random calls of io:format: mostly right, some wrong.</summary>
internal sealed class RandomFormats(int seed)
{
    private const string Controls = "wpwpwpwpsssefgbBxX+#cinWWPP~";

#pragma warning disable CA5394 // Repeatable on purpose: a failing run names its seed.
    private readonly Random _random = new(seed);
    private readonly RandomTerms _terms = new(seed);

    public (string Format, ErlTerm[] Arguments) Next()
    {
        var format = new StringBuilder();
        var arguments = new List<ErlTerm>();
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            format.Append(_random.Next(5) switch { 0 => "text ", 1 => "\t", 2 => "é\n", _ => string.Empty });
            AppendDirective(format, arguments);
        }

        if (_random.Next(40) == 0)
        {
            arguments.Add(1);
        }

        return (format.ToString(), [.. arguments]);
    }

    private void AppendDirective(StringBuilder format, List<ErlTerm> arguments)
    {
        char control = Controls[_random.Next(Controls.Length)];
        bool isTerm = "wWpP".Contains(control, StringComparison.Ordinal);
        format.Append('~');
        if (_random.Next(isTerm ? 3 : 2) == 0)
        {
            bool isMinus = _random.Next(4) == 0 && control is not 'p' and not 'P';
            AppendNumber(format.Append(isMinus ? "-" : string.Empty), arguments, _random.Next(control is 'n' or 'c' ? 5 : control == 'p' ? 120 : 40));
        }

        if (_random.Next(3) == 0)
        {
            bool isRadix = "bBxX+#".Contains(control, StringComparison.Ordinal);
            AppendNumber(format.Append('.'), arguments, isRadix ? _random.Next(1, 38) : _random.Next(25));
            if (_random.Next(2) == 0)
            {
                format.Append(_random.Next(3) == 0 ? ".*" : ".0");
                if (format[^1] == '*')
                {
                    arguments.Add('é');
                }
            }
        }

        format.Append(_random.Next(2) == 0 ? "t" : string.Empty).Append(_random.Next(8) == 0 ? "l" : string.Empty).Append(control);
        AddArguments(control, arguments);
    }

    /// <summary>A width may be negative; Erlang itself does not come back from a negative precision.</summary>
    private void AppendNumber(StringBuilder format, List<ErlTerm> arguments, int number)
    {
        bool isWidth = format[^1] != '.';
        if (_random.Next(4) == 0)
        {
            format.Append('*');
            arguments.Add(isWidth && _random.Next(6) == 0 ? -number : number);
        }
        else
        {
            format.Append(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void AddArguments(char control, List<ErlTerm> arguments)
    {
        switch (control)
        {
            case 'w' or 'p' or 'i':
                arguments.Add(Term());
                break;
            case 'W' or 'P':
                arguments.Add(Term());
                arguments.Add(_random.Next(-1, 12));
                break;
            case 's':
                arguments.Add(Text());
                break;
            case 'e' or 'f' or 'g':
                arguments.Add(Float());
                break;
            case 'b' or 'B' or '+' or '#':
                arguments.Add(Integer());
                break;
            case 'x' or 'X':
                arguments.Add(Integer());
                arguments.Add(_random.Next(2) == 0 ? ErlTerm.Atom("0x") : ErlTerm.CharList("pre"));
                break;
            case 'c':
                arguments.Add(_random.Next(3) == 0 ? 8364 : _random.Next(32, 300));
                break;
        }
    }

    /// <summary>Half of them large enough for several lines.</summary>
    private ErlTerm Term() => _random.Next(4) switch
    {
        0 => _terms.Next(),
        1 => ErlTerm.Tuple([ErlTerm.Atom("tag"), .. Enumerable.Range(0, _random.Next(8)).Select(_ => _terms.Next())]),
        2 => ErlTerm.List([.. Enumerable.Range(0, _random.Next(40)).Select(i => (ErlTerm)(i * 1000))]),
        _ => ErlTerm.Map((ErlTerm.Atom("key"), _terms.Next()), (_terms.Next(), ErlTerm.Tuple(ErlTerm.Atom("value"), _terms.Next(), _terms.Next()))),
    };

    private ErlTerm Text() => _random.Next(7) switch
    {
        0 => ErlTerm.Atom("atom"),
        1 => ErlTerm.Utf8("zwölf Boxkämpfer €"),
        2 => ErlTerm.CharList("plain text of some length"),
        3 => ErlTerm.List(ErlTerm.CharList("deep"), ErlTerm.List(ErlTerm.Utf8("er"), ' '), 'x'),
        4 => ErlTerm.CharList("e\u0301 combined ж 👩‍👩‍👧"),
        5 => ErlTerm.Binary([0xE9, 0x20, 0xFF]),
        _ => ErlTerm.ImproperList([(ErlTerm)'a'], ErlTerm.Utf8("tail")),
    };

    private ErlTerm Float() => _random.Next(6) switch
    {
        0 => _random.NextDouble(),
        1 => -_random.NextDouble() * 1e5,
        2 => 9.9999999,
        3 => -0.0,
        4 => Math.Pow(10, _random.Next(-30, 30)) * _random.NextDouble(),
        _ => _random.Next(10) == 0 ? 1 : _random.Next(1000) / 8.0,
    };

    private ErlTerm Integer() => _random.Next(3) switch
    {
        0 => _random.Next(-1000, 1000),
        1 => _random.NextInt64(long.MinValue, long.MaxValue),
        _ => System.Numerics.BigInteger.Pow(_random.Next(2, 99), 30),
    };
#pragma warning restore CA5394
}
