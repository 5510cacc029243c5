using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Processes;

/// <summary>The functions that every node exports give what Erlang's give, errors too.</summary>
public sealed class BuiltInAgreementTests
{
    private static readonly string[] Calls =
    [
        "math:pi()", "math:sqrt(2)", "math:sqrt(-1)", "math:pow(2, 0.5)", "math:pow(0, -1)", "math:exp(1)", "math:exp(1000)", "math:log(0)",
        "math:log2(8)", "math:atan2(1, 2)", "math:fmod(7, 3)", "math:fmod(7, 0)", "math:floor(-1.5)", "math:ceil(1.2)", "math:sin(a)",
        "erlang:'+'(1, 2)", "erlang:'+'(1, 2.5)", "erlang:'+'(a, 2)", "erlang:'*'(123456789012345678901234567890, 3)", "erlang:'-'(7)",
        "erlang:'/'(7, 2)", "erlang:'/'(7, 0)", "erlang:'div'(-7, 2)", "erlang:'rem'(-7, 2)", "erlang:'div'(7, 0)", "erlang:'div'(7, 2.0)",
        "erlang:'band'(-1, 255)", "erlang:'bor'(1, 256)", "erlang:'bxor'(5, 1)", "erlang:'bsl'(1, 70)", "erlang:'bsr'(1180591620717411303424, 70)",
        "erlang:'bsr'(-5, 100)", "erlang:'bsl'(5, -1)",
        "erlang:abs(-3)", "erlang:abs(-3.5)", "erlang:abs(a)", "erlang:trunc(-3.7)", "erlang:round(2.5)", "erlang:round(-2.5)", "erlang:floor(-3.2)",
        "erlang:ceil(-3.2)", "erlang:ceil(1.0e30)", "erlang:float(3)", "erlang:round(a)",
        "erlang:'=='(1, 1.0)", "erlang:'=:='(1, 1.0)", "erlang:'/='(a, b)", "erlang:'=/='(a, a)", "erlang:'<'(a, [])", "erlang:'=<'({}, #{})",
        "erlang:'>'(<<>>, [])", "erlang:'>='(1.0, 1)", "erlang:max(1, 1.0)", "erlang:min(1, 1.0)", "erlang:max(a, 7)", "erlang:min(a, 7)",
        "erlang:is_atom(a)", "erlang:is_integer(1.0)", "erlang:is_float(1.0)", "erlang:is_number(a)", "erlang:is_list([1|2])", "erlang:is_tuple({})",
        "erlang:is_map(#{})", "erlang:is_binary(<<1>>)", "erlang:is_binary(<<1:3>>)", "erlang:is_bitstring(<<1:3>>)", "erlang:is_boolean(true)",
        "erlang:is_boolean(1)", "erlang:length([1,2])", "erlang:length([1|2])", "erlang:length(a)", "erlang:hd([1,2])", "erlang:hd([])", "erlang:tl([1,2])",
        "erlang:tl([1|2])", "erlang:tl([])", "erlang:tuple_size({a,b})", "erlang:tuple_size(a)", "erlang:byte_size(<<1,2>>)", "erlang:map_size(#{a=>1})",
        "erlang:map_size(a)", "erlang:element(2, {a,b})", "erlang:element(3, {a,b})", "erlang:element(0, {a,b})", "erlang:atom_to_list(abc)",
        "erlang:atom_to_binary('hello world')", "erlang:integer_to_list(-12)", "erlang:integer_to_binary(12)", "erlang:integer_to_list(a)",
        "erlang:list_to_integer(\"-12\")", "erlang:list_to_integer(\"12x\")", "erlang:list_to_integer(\" 12\")", "erlang:list_to_integer(\"\")",
        "erlang:tuple_to_list({1,2})", "erlang:list_to_tuple([1,2])", "erlang:'++'([1], [2])", "erlang:'++'([1], a)", "erlang:'++'(a, [])",
        "erlang:apply(lists, sum, [[1,2]])", "erlang:apply(7, [])", "erlang:apply(fun math:sqrt/1, [4])", "erlang:apply(fun math:sqrt/1, [4,4])",
        "erlang:apply(lists, nosuch, [1])", "erlang:throw(x)", "erlang:error({a,1})", "erlang:exit({bye,1})", "erlang:register(a, b)",
        "erlang:whereis(nobody)", "erlang:unregister(nobody)", "erlang:convert_time_unit(-1, millisecond, second)",
        "erlang:convert_time_unit(5, second, 1000)", "erlang:convert_time_unit(5, second, 0)", "erlang:process_flag(trap_exit, maybe)",
        "erlang:process_flag(nosuch, true)", "erlang:exit(a, b)", "erlang:link(a)", "erlang:monitor(process, 17)", "erlang:demonitor(a)",
        "erlang:send(17, a)", "erlang:send(nobody, a)", "erlang:node(a)", "erlang:is_process_alive(a)", "erlang:monotonic_time(nosuch)",
        "lists:reverse([1,2,3])", "lists:reverse([1,2], [3])", "lists:reverse([1,2], x)", "lists:append([1], [2])", "lists:append([[1],[2,3],[]])",
        "lists:member(1, [1.0,2])", "lists:member(b, [a,b])", "lists:nth(2, [a,b])", "lists:nth(3, [a,b])", "lists:nth(0, [a])", "lists:last([1,2])",
        "lists:last([])", "lists:sort([3,1.5,a,1,{},[]])", "lists:usort([3,1,a,3,1.0,1])", "lists:sum([1,2.5,3])", "lists:sum([])", "lists:max([1,3,2])",
        "lists:max([])", "lists:min([1,a,0.5])", "lists:seq(1, 5)", "lists:seq(5, 4)", "lists:seq(5, 3)", "lists:seq(1, 10, 3)", "lists:seq(10, 1, -4)",
        "lists:seq(1, 10, -1)", "lists:seq(1, 1, 0)", "lists:seq(1, 2, 0)", "lists:seq(3, 1, 2)", "lists:seq(3, 1, 1)", "lists:seq(1, 0, 5)", "lists:seq(0, 1, -1)",
        "lists:keyfind(b, 1, [{a,1},{b,2}])", "lists:keyfind(1, 1, [{1.0,x}])", "lists:keyfind(c, 2, [{a,1}])", "lists:keymember(a, 1, [{a,1}])",
        "lists:delete(1, [1.0,1,1])", "lists:subtract([1,2,1,3], [1,3,4])", "lists:duplicate(3, x)", "lists:duplicate(0, x)", "lists:nthtail(1, [a,b])",
        "lists:nthtail(3, [a,b])", "lists:sublist([1,2,3], 2)", "lists:sublist([1,2,3], 9)", "lists:sublist([1,2,3], 2, 1)", "lists:sublist([1,2,3], 4, 1)",
        "lists:sublist([1,2,3], 7, 1)", "lists:sublist([1,2,3], 0, 1)", "lists:sublist([1,2,3], 2, -1)", "lists:zip([1,2], [a,b])", "lists:zip([1], [])",
        "maps:new()", "maps:size(#{a=>1})", "maps:keys(#{b=>1,a=>2})", "maps:values(#{b=>1,a=>2})", "maps:is_key(a, #{a=>1})", "maps:get(a, #{a=>1})",
        "maps:get(b, #{a=>1})", "maps:get(b, #{a=>1}, 7)", "maps:get(a, notmap)", "maps:to_list(#{b=>1,a=>2})", "maps:find(a, #{a=>1})", "maps:find(b, #{})",
        "maps:put(a, 2, #{a=>1})", "maps:update(a, 2, #{a=>1})", "maps:update(b, 2, #{a=>1})", "maps:remove(a, #{a=>1})", "maps:remove(a, x)",
        "maps:take(a, #{a=>1})", "maps:take(b, #{a=>1})", "maps:merge(#{a=>1,b=>1}, #{b=>2})", "maps:merge(a, #{})", "maps:from_list([{a,1},{b,2},{a,3}])",
        "maps:from_list([a])", "maps:from_keys([a,b], 0)", "maps:with([a,c], #{a=>1,b=>2})", "maps:without([a], #{a=>1,b=>2})",
    ];

    [Fact]
    public async Task Every_call_gives_what_it_gives_in_Erlang()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ErlangPeer erlang = await ErlangPeer.StartAsync(cancellationToken: cancellation);
        await using var node = new Node();
        var different = new List<string>();
        foreach ((int number, string call) in Calls.Index())
        {
            // The shell remembers the variables of a catch, so each call has its own.
            ErlTerm theirs = ErlTerm.Parse(await erlang.EvaluateAsync(
                $"try {{ok, apply({ModuleOf(call)}, {FunctionOf(call)}, {ArgumentsOf(call)})}} catch C{number}:R{number} -> {{C{number}, R{number}}} end",
                cancellation));
            ErlTerm ours = await node.RunAsync(self => CallAsync(self, call), cancellation);
            if (!ours.Equals(theirs))
            {
                different.Add($"{call} is {theirs} in Erlang, {ours} here");
            }
        }

        Assert.True(different.Count == 0, string.Join(Environment.NewLine, different));
    }

    private static string ModuleOf(string call) => call[..call.IndexOf(':', StringComparison.Ordinal)];

    private static string FunctionOf(string call) => call[(ModuleOf(call).Length + 1)..call.IndexOf('(', StringComparison.Ordinal)];

    private static string ArgumentsOf(string call) => $"[{call[(call.IndexOf('(', StringComparison.Ordinal) + 1)..^1]}]";

    private static async Task<ErlTerm> CallAsync(ProcessContext self, string call)
    {
        var function = (ErlAtom)ErlTerm.Parse(FunctionOf(call));
        var arguments = (ErlList)ErlTerm.Parse(ArgumentsOf(call));
        try
        {
            return ErlTerm.Tuple(Atoms.Ok, await self.Node.Modules.ApplyAsync(self, ErlTerm.Atom(ModuleOf(call)), function, arguments));
        }
        catch (TermException error)
        {
            return ErlTerm.Tuple(ErlTerm.Atom(error.Class switch
            {
                TermExceptionClass.Error => "error",
                TermExceptionClass.Exit => "exit",
                _ => "throw",
            }), error.Reason);
        }
    }
}
