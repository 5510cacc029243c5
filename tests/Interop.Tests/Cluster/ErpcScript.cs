using Chan.Terms;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Random steps for <see cref="ErpcPlayer"/> and its twin in Erlang, whose results do not depend on how fast anything is.</summary>
/// <remarks>One answer is under way at a time, and a step that does not wait is taken only when there is none: what comes is known.</remarks>
internal sealed class ErpcScript(int seed)
{
    private static readonly string[] Outcomes = ["{value,V}", "{throw,V}", "{exit,V}", "{error,V}", "kill"];

    private readonly Random _random = new(seed);
    private readonly List<int> _open = [];
    private readonly HashSet<int> _collected = [];
    private readonly List<int> _over = [];
    private int _last;

    /// <summary>One or more steps that belong together.</summary>
    public IEnumerable<ErlTuple> Next() => Steps().Select(text => (ErlTuple)ErlTerm.Parse(text));

    private string[] Steps()
    {
        int alone = _open.Find(each => !_collected.Contains(each));
        int collected = _open.Find(_collected.Contains);
        switch (_random.Next(12))
        {
            case 0 or 1 when _open.Count < 6:
                _open.Add(++_last);
                return [$"{{send,{_last},'other@localhost',key_{seed}_{_last}}}"];
            case 2 or 3 when _open.Count < 6:
                _collected.Add(++_last);
                _open.Add(_last);
                return [$"{{send,{_last},'other@localhost',key_{seed}_{_last},label_{_last % 3}}}"];
            case 4 when alone > 0:
                return Answered(alone, _random.Next(3) switch
                {
                    0 => $"{{wait,{alone},{Time()}}}",
                    1 when collected > 0 => $"{{check,{alone},{collected}}}",
                    _ => $"{{'receive',{alone},{Time()}}}",
                });
            case 5 or 6 when collected > 0:
                string delete = _random.Next(3) > 0 ? "true" : "false";
                return Answered(collected, _random.Next(3) switch
                {
                    0 => $"{{wait_in_collection,{Time()},{delete}}}",
                    1 => $"{{check_in_collection,{delete}}}",
                    _ => $"{{receive_in_collection,{Time()},{delete}}}",
                });
            case 7 when alone > 0:
                return [$"{{wait,{alone},{(_random.Next(2) == 0 ? "0" : "past")}}}"];
            case 8 when alone > 0:
                End(alone);
                return [$"{{'receive',{alone},past}}", $"{{'receive',{alone},past}}", $"{{release,key_{seed}_{alone},{Outcome()}}}"];
            case 9 when _over.Count > 0:
                int over = _over[_random.Next(_over.Count)];
                return [$"{{'receive',{over},0}}", $"{{wait,{over},0}}"];
            case 10:
                return ["{wait_in_collection,past,true}", "{size}"];
            case 11 when collected > 0 && _random.Next(3) == 0:
                int[] all = [.. _open.Where(_collected.Contains)];
                _open.RemoveAll(_collected.Contains);
                _collected.Clear();
                return ["{receive_in_collection,past,true}", "{forget}", .. all.Select(each => $"{{release,key_{seed}_{each},{Outcome()}}}"), "{rest}"];
            default:
                return alone > 0 && _random.Next(4) == 0 ? Add(alone) : ["{size}"];
        }
    }

    private string[] Answered(int request, string how)
    {
        End(request);
        return [$"{{release,key_{seed}_{request},{Outcome()}}}", how, "{rest}"];
    }

    /// <summary>A request that was sent alone joins the others, once.</summary>
    private string[] Add(int request)
    {
        _collected.Add(request);
        return [$"{{add,{request},label_x}}", $"{{add,{request},label_y}}", "{size}"];
    }

    private void End(int request)
    {
        _open.Remove(request);
        if (!_collected.Remove(request))
        {
            _over.Add(request);
        }
    }

    private string Time() => _random.Next(3) switch { 0 => "infinity", 1 => "60000", _ => "later" };

    private string Outcome() => Outcomes[_random.Next(Outcomes.Length)].Replace("V", $"{{v,{_random.Next(100)}}}", StringComparison.Ordinal);
}
