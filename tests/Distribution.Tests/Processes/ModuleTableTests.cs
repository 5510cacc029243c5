using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Processes;

public sealed class ModuleTableTests : ProcessTest
{
    private static readonly ErlAtom Sample = ErlTerm.Atom("sample");

    [Theory]
    [InlineData("plus", "[1,2]", "3")]
    [InlineData("later", "[1]", "{later,1}")]
    [InlineData("nothing", "[]", "ok")]
    [InlineData("raw", "[a,b]", "[a,b]")]
    public async Task A_marked_method_is_called_by_name(string function, string arguments, string expected)
    {
        Node.Modules.Add<SampleModule>();
        ErlTerm value = await Run(async self
            => await self.Node.Modules.ApplyAsync(self, Sample, ErlTerm.Atom(function), (ErlList)Term(arguments)));
        Assert.Equal(Term(expected), value);
    }

    [Fact]
    public async Task An_exported_function_is_spawned_with_the_process_as_first_parameter()
    {
        Node.Modules.Add<SampleModule>();
        await Run(async self =>
        {
            ErlPid child = self.Spawn(Sample, ErlTerm.Atom("tell"), [self.Self, 5]);
            Assert.Equal(ErlTerm.Tuple(child, 5), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_function_that_is_not_exported_is_undef()
    {
        Log.Expect(LogLevel.Error, "undef");
        await Run(async self =>
        {
            (ErlPid child, ErlReference down) = self.SpawnMonitor(ErlTerm.Atom("os"), ErlTerm.Atom("cmd"), [1]);
            Assert.Equal(
                ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, child, Term("{undef,[{os,cmd,[1],[]}]}")), await self.ReceiveAsync(down));
        });
    }

    [Fact]
    public void A_removed_module_is_gone_and_another_arity_is_another_function()
    {
        Node.Modules.Add<SampleModule>();
        Assert.Contains((ErlTerm.Atom("plus"), 2), Node.Modules.GetExports(Sample));
        Assert.False(Node.Modules.TryGet(Sample, ErlTerm.Atom("plus"), 3, out _));
        Node.Modules.Remove(Sample);
        Assert.Empty(Node.Modules.GetExports(Sample));
    }

    [Theory]
    [InlineData(typeof(NotMarked), "[ErlModule")]
    [InlineData(typeof(WrongParameter), "ErlTerm parameters")]
    [InlineData(typeof(WrongResult), "must return")]
    [InlineData(typeof(WithoutArity), "Arity")]
    public void A_class_of_the_wrong_form_is_refused_with_the_rule(Type type, string rule)
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => Node.Modules.Add(type));
        Assert.Contains(rule, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("erlang", "node", "[]", "nonode@nohost")]
    [InlineData("erlang", "nodes", "[]", "[]")]
    [InlineData("erlang", "whereis", "[nobody]", "undefined")]
    [InlineData("erlang", "apply", "[math, sqrt, [16]]", "4.0")]
    [InlineData("math", "pow", "[2,3]", "8.0")]
    [InlineData("math", "fmod", "[-7,3]", "-1.0")]
    [InlineData("lists", "reverse", "[[1,2,3]]", "[3,2,1]")]
    [InlineData("lists", "append", "[[1],[2]]", "[1,2]")]
    [InlineData("lists", "member", "[2,[1,2]]", "true")]
    [InlineData("lists", "nth", "[2,[a,b]]", "b")]
    [InlineData("lists", "last", "[[a,b]]", "b")]
    [InlineData("lists", "sort", "[[b,2,a,1]]", "[1,2,a,b]")]
    [InlineData("lists", "sum", "[[1,2.5]]", "3.5")]
    [InlineData("lists", "max", "[[1,3,2]]", "3")]
    [InlineData("lists", "min", "[[2,1,3]]", "1")]
    [InlineData("lists", "seq", "[2,5]", "[2,3,4,5]")]
    [InlineData("lists", "seq", "[2,1]", "[]")]
    [InlineData("lists", "keyfind", "[b,1,[{a,1},{b,2}]]", "{b,2}")]
    [InlineData("lists", "keyfind", "[c,1,[{a,1}]]", "false")]
    [InlineData("maps", "get", "[k,#{k => v}]", "v")]
    [InlineData("maps", "get", "[x,#{k => v},d]", "d")]
    [InlineData("maps", "find", "[k,#{k => v}]", "{ok,v}")]
    [InlineData("maps", "keys", "[#{k => v}]", "[k]")]
    [InlineData("maps", "to_list", "[#{k => v}]", "[{k,v}]")]
    public async Task The_built_in_functions_answer_as_in_Erlang(string module, string function, string arguments, string expected)
        => Assert.Equal(Term(expected), await Apply(module, function, arguments));

    [Theory]
    [InlineData("math", "sqrt", "[a]", "badarg")]
    [InlineData("math", "log", "[0]", "badarith")]
    [InlineData("lists", "nth", "[3,[a,b]]", "function_clause")]
    [InlineData("lists", "seq", "[1,100000000000]", "badarg")]
    [InlineData("lists", "max", "[[]]", "function_clause")]
    [InlineData("maps", "get", "[x,#{}]", "{badkey,x}")]
    [InlineData("maps", "size", "[x]", "{badmap,x}")]
    [InlineData("erlang", "send", "[17,1]", "badarg")]
    [InlineData("erlang", "error", "[mine]", "mine")]
    public async Task The_built_in_functions_fail_as_in_Erlang(string module, string function, string arguments, string reason)
    {
        TermException error = await Assert.ThrowsAsync<TermException>(() => Apply(module, function, arguments));
        Assert.Equal(Term(reason), error.Reason);
    }

    private Task<ErlTerm> Apply(string module, string function, string arguments) => Run(async self
        => await self.Node.Modules.ApplyAsync(self, ErlTerm.Atom(module), ErlTerm.Atom(function), (ErlList)Term(arguments)));

    [ErlModule("sample")]
    private sealed class SampleModule
    {
        [ErlFunction("plus")]
        private static ErlTerm Plus(ErlTerm left, ErlTerm right)
            => left is ErlInteger(long a) && right is ErlInteger(long b) ? a + b : throw TermException.Error(ErlTerm.Atom("badarg"));

        [ErlFunction("later")]
        private static async Task<ErlTerm> Later(ErlTerm value)
        {
            await Task.Yield();
            return ErlTerm.Tuple(ErlTerm.Atom("later"), value);
        }

        [ErlFunction("nothing")]
        private static async Task Nothing() => await Task.Yield();

        [ErlFunction("tell")]
        private static void Tell(ProcessContext self, ErlTerm to, ErlTerm what) => self.Send(to, ErlTerm.Tuple(self.Self, what));

        [ErlFunction("raw", Arity = 2)]
        private static ValueTask<ErlTerm> Raw(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
            => new(ErlTerm.List([.. arguments]));
    }

    private sealed class NotMarked;

    [ErlModule("wrong")]
    private sealed class WrongParameter
    {
        [ErlFunction("f")]
        private static ErlBinary F(string text) => ErlTerm.Utf8(text);
    }

    [ErlModule("wrong")]
    private sealed class WrongResult
    {
        [ErlFunction("f")]
        private static string F(ErlTerm term) => term.ToString();
    }

    [ErlModule("wrong")]
    private sealed class WithoutArity
    {
        [ErlFunction("f")]
        private static ValueTask<ErlTerm> F(ProcessContext self, IReadOnlyList<ErlTerm> arguments) => new(arguments[0]);
    }
}
