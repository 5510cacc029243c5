using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>Random events for a <see cref="ScriptedStatem"/>.</summary>
/// <param name="seed">The same one gives the same events.</param>
/// <param name="times">The times in milliseconds that time-outs are started with.</param>
/// <param name="moments">The times in milliseconds from now, past ones among them or not, at which time-outs with an absolute time are over.</param>
internal sealed class RandomScripts(int seed, IReadOnlyList<int> times, IReadOnlyList<int> moments)
{
    private static readonly string[] States = ["a", "b", "c"];
    private static readonly ErlTerm[] Types = TermsOf("timeout", "state_timeout", "{timeout,x}", "{timeout,y}");
    private static readonly ErlTerm[] Inserted = TermsOf("internal", "cast", "info", "timeout", "state_timeout", "{timeout,x}");
    private static readonly ErlTerm[] Clocks = TermsOf("time", "timestamp");

    private readonly Random _random = new(seed);
    private int _lastId;

    public int Next(int below) => _random.Next(below);

    /// <summary>An event, and up to two more inside each other.</summary>
    public ErlTerm Event(int depth = 2)
    {
        int id = ++_lastId;
        var reactions = new List<(ErlTerm, ErlTerm)>();
        foreach (string state in States)
        {
            if (_random.Next(5) > 0)
            {
                ErlTerm[] actions = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Action(depth))];
                reactions.Add((ErlTerm.Atom(state), ErlTerm.Tuple(Result(), ErlTerm.List(actions), Entry(depth))));
            }
        }

        return ErlTerm.Tuple(id, ErlTerm.Map([.. reactions]));
    }

    private ErlTerm Result() => _random.Next(8) switch
    {
        < 3 => ErlTerm.Tuple(ErlTerm.Atom("next"), ErlTerm.Atom(States[_random.Next(States.Length)])),
        3 => ErlTerm.Atom("repeat"),
        _ => ErlTerm.Atom("keep"),
    };

    /// <summary>What the entry of the next state does, if there is one.</summary>
    private ErlTuple Entry(int depth)
    {
        ErlTerm[] actions = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => EntryAction(depth))];
        return ErlTerm.Tuple(ErlTerm.Atom(_random.Next(4) == 0 ? "repeat" : "keep"), ErlTerm.List(actions));
    }

    private ErlTerm Action(int depth) => _random.Next(12) switch
    {
        < 3 => ErlTerm.Atom("postpone"),
        3 => ErlTerm.Tuple(ErlTerm.Atom("change"), Any(ScriptedStatem.Modules)),
        4 => ErlTerm.Tuple(ErlTerm.Atom("push"), Any(ScriptedStatem.Modules)),
        5 => ErlTerm.Atom("pop"),
        < 8 when depth > 0 => ErlTerm.Tuple(ErlTerm.Atom("next_event"), Any(Inserted), Event(depth - 1)),
        _ => EntryAction(depth),
    };

    /// <summary>One that entries may have too.</summary>
    private ErlTerm EntryAction(int depth) => _random.Next(6) switch
    {
        0 => ErlTerm.Atom("no_postpone"),
        1 => ErlTerm.Tuple(ErlTerm.Atom("cancel"), Any(Types)),
        _ when depth == 0 => ErlTerm.Tuple(ErlTerm.Atom("cancel"), Any(Types)),
        2 => ErlTerm.Tuple(ErlTerm.Atom("update"), Any(Types), Event(depth - 1)),
        3 => ErlTerm.Tuple(ErlTerm.Atom("start_at"), Any(Types), Any(Clocks), Any(moments), Event(depth - 1)),
        _ => ErlTerm.Tuple(ErlTerm.Atom("start"), Any(Types), Any(times), Event(depth - 1)),
    };

    private T Any<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];

    private static ErlTerm[] TermsOf(params string[] texts) => [.. texts.Select(ErlTerm.Parse)];
}
