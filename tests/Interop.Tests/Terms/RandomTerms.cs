using System.Numerics;
using System.Text;
using Chan.Terms;

namespace Chan.Interop.Tests.Terms;

/// <summary>Random terms with a liking for the values at which encodings, orders and printed forms change.</summary>
internal sealed class RandomTerms(int seed)
{
    private static readonly string[] Names =
    [
        "", "a", "ok", "undefined", "Big", "with space", "a@b", "if", "fun", "maybe", "åäö", "Åre", "жук", "€", "😀", "quo'te", "back\\slash",
        "new\nline", "\u0001", "\u007F", "\u0080", "\u00A0", "a÷b", "_x", "1x", "@", "x_Y9@", new string('é', 255), new string('x', 200),
    ];

    private static readonly long[] Edges =
    [
        0, 1, 127, 128, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, 1L + int.MaxValue, -1L + int.MinValue,
        (1L << 53) - 1, 1L << 53, (1L << 53) + 1, (1L << 59) - 1, 1L << 59, -(1L << 59), long.MaxValue, long.MinValue,
    ];

    private static readonly double[] FloatEdges =
    [
        0.0, -0.0, 1.0, -1.0, 0.1, 1e22, 1e21, 1e15, 1e16, 123456789.125, 1e-4, 1e-5, 1.5e-7, 5e-324, double.MaxValue, 9007199254740992.0,
        9007199254740994.0, 1e6, 1e7, 100, 9223372036854775808.0, 18446744073709551616.0, 4294967296.0, 123456e3, 0.5, 0.05, 2e-3, 12e-5,
    ];

#pragma warning disable CA5394 // Repeatable on purpose: a failing run names its seed.
    private readonly Random _random = new(seed);

    /// <summary>Whether pids, ports and references occur.</summary>
    public bool WithIdentifiers { get; init; }

    public ErlTerm Next() => Next(depth: 4);

    private ErlTerm Next(int depth) => _random.Next(depth > 0 ? 17 : 10) switch
    {
        0 => Edges[_random.Next(Edges.Length)] + _random.Next(-1, 2),
        1 => _random.Next(-10, 300),
        2 => RandomLarge(),
        3 => RandomFloat(),
        4 or 5 => RandomAtom(),
        6 => ErlTerm.Binary(RandomBytes()),
        7 => ErlBitString.Create([.. RandomBytes(), (byte)_random.Next(256)], _random.Next(1, 9)),
        8 => WithIdentifiers ? RandomIdentifier() : ErlFun.External(RandomName(), RandomName(), _random.Next(300)),
        9 => ErlTerm.CharList(RandomText()),
        10 or 11 => ErlTerm.Tuple(Several(depth, 10)),
        12 or 13 => ErlTerm.List(Several(depth, 6)),
        14 => ErlTerm.ImproperList(Several(depth, 4), Next(depth - 1)),
        15 => RandomMap(depth),
        _ => ErlTerm.List([.. RandomBytes().Select(b => (ErlTerm)b)]),
    };

    private ErlMap RandomMap(int depth)
    {
        ErlMap map = ErlMap.Empty;
        for (int i = _random.Next(8); i > 0; i--)
        {
            map = map.With(Next(depth - 1), Next(depth - 1));
        }

        return map;
    }

    private ErlTerm[] Several(int depth, int most)
    {
        var terms = new ErlTerm[_random.Next(most + 1)];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = Next(depth - 1);
        }

        return terms;
    }

    private BigInteger RandomLarge()
    {
        BigInteger value = (BigInteger.One << _random.Next(40, 2100)) + _random.Next(-1, 2);
        return _random.Next(2) == 0 ? value : -value;
    }

    private double RandomFloat()
    {
        double value = _random.Next(4) switch
        {
            0 => FloatEdges[_random.Next(FloatEdges.Length)],
            1 => Math.Round(_random.NextDouble() * 1000, 2),
            2 => Edges[_random.Next(Edges.Length)],
            _ => BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue)),
        };
        return double.IsFinite(value) ? value : 1.5;
    }

    private ErlAtom RandomAtom()
        => ErlTerm.Atom(_random.Next(4) == 0 ? "a" + _random.Next(1000) : Names[_random.Next(Names.Length)]);

    /// <summary>A name that OTP 25 prints right in an external fun: it garbles those outside ASCII and does not quote reserved words.</summary>
    private ErlAtom RandomName() => ErlTerm.Atom(_random.Next(3) switch { 0 => "lists", 1 => "With space", _ => "x_Y9" });

    private byte[] RandomBytes()
    {
        switch (_random.Next(4))
        {
            case 0:
                return [];
            case 1:
                return Encoding.UTF8.GetBytes(RandomText());
            case 2:
                return Encoding.Latin1.GetBytes(RandomText());
            default:
                var bytes = new byte[_random.Next(1, 80)];
                _random.NextBytes(bytes);
                return bytes;
        }
    }

    private string RandomText()
    {
        const string Characters = "abc XYZ09\"'\\\n\t\e\u007F\u0000\u009F\u00A0éÿÄ€ж日";
        var text = new StringBuilder();
        for (int i = _random.Next(12); i > 0; i--)
        {
            text.Append(_random.Next(20) == 0 ? "😀" : Characters[_random.Next(_random.Next(3) == 0 ? Characters.Length : 9)].ToString());
        }

        return text.ToString();
    }

    private ErlTerm RandomIdentifier()
    {
        ErlAtom node = ErlTerm.Atom(_random.Next(2) == 0 ? "a@h" : "z@b");
        uint creation = (uint)_random.Next(1, 4);
        return _random.Next(3) switch
        {
            0 => new ErlPid(node, (uint)_random.Next(3), (uint)_random.Next(3), creation),
            1 => new ErlPort(node, _random.Next(2) == 0 ? (ulong)_random.Next(3) : (1UL << 40) + (ulong)_random.Next(3), creation),
            _ => new ErlReference(node, creation, [(uint)_random.Next(3), (uint)_random.Next(3), (uint)_random.Next(3)]),
        };
    }
#pragma warning restore CA5394
}
