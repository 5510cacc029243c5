using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>Random events for a <see cref="ScriptedStatem"/>.</summary>
/// <param name="seed">The same one gives the same events.</param>
/// <param name="times">The times in milliseconds that time-outs are started with.</param>
internal sealed class RandomScripts(int seed, IReadOnlyList<int> times)
{
    private static readonly string[] States = ["a", "b", "c"];
    private static readonly ErlTerm[] Types = [.. new[] { "timeout", "state_timeout", "{timeout,x}", "{timeout,y}" }.Select(ErlTerm.Parse)];

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
                reactions.Add((ErlTerm.Atom(state), ErlTerm.Tuple(Result(), ErlTerm.List(actions))));
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

    private ErlTerm Action(int depth) => _random.Next(10) switch
    {
        < 3 => ErlTerm.Atom("postpone"),
        3 => ErlTerm.Atom("no_postpone"),
        4 => ErlTerm.Tuple(ErlTerm.Atom("cancel"), AnyType()),
        _ when depth == 0 => ErlTerm.Atom("postpone"),
        < 7 => ErlTerm.Tuple(ErlTerm.Atom("next_event"), Event(depth - 1)),
        7 => ErlTerm.Tuple(ErlTerm.Atom("update"), AnyType(), Event(depth - 1)),
        _ => ErlTerm.Tuple(ErlTerm.Atom("start"), AnyType(), times[_random.Next(times.Count)], Event(depth - 1)),
    };

    private ErlTerm AnyType() => Types[_random.Next(Types.Length)];
}
