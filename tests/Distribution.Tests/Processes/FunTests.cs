using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.External;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Function values go from one node to another, which runs them when it knows the same code.</summary>
[Trait("Scenario", "P8")]
public sealed class FunTests : ProcessTest
{
    private static readonly FunBody Greet = static (self, captured, arguments) =>
    {
        self.Send(captured[0], ErlTerm.Tuple(self.Self, ErlTerm.List([.. captured, .. arguments])));
        return new ValueTask<ErlTerm>(captured[1]);
    };

    private static readonly FunBody Twice = TwiceAsync;

    [Fact]
    public async Task A_spawned_lambda_gets_the_terms_it_was_made_with()
    {
        Node.Modules.AddFun(0, Greet);
        await Run(async self =>
        {
            ErlPid pid = await self.SpawnAsync(Node.Name, self.MakeFun(Greet, self.Self, Term("#{a => [1.5]}")));
            Assert.Equal(ErlTerm.Tuple(pid, ErlTerm.List(self.Self, Term("#{a => [1.5]}"))), await self.ReceiveAsync());

            (pid, ErlReference monitor) = await self.SpawnMonitorAsync(Node.Name, self.MakeFun(Greet, self.Self, 2));
            Assert.Equal(ErlTerm.Tuple(pid, ErlTerm.List(self.Self, 2)), await self.ReceiveAsync());
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, monitor, Atoms.Process, pid, Atoms.Normal), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_node_with_the_same_code_runs_what_another_one_made()
    {
        await using var there = new Node();
        var forHere = new ScriptedRemoteNodes();
        var forThere = new ScriptedRemoteNodes { Delivers = Node };
        there.BecomeAlive(ErlTerm.Atom("there@host"), 2, forThere);
        Node.BecomeAlive(ErlTerm.Atom("here@host"), 1, forHere);
        forHere.OnSpawn = request => there.SpawnFromRemote(request with { Arguments = OverTheWire(request.Arguments) });
        Node.Modules.AddFun(0, Greet);
        there.Modules.AddFun(0, Greet);

        await Run(async self =>
        {
            ErlPid pid = await self.SpawnAsync(there.Name, self.MakeFun(Greet, self.Self, 7));
            Assert.Equal(there.Name, pid.Node);
            Assert.Equal(ErlTerm.Tuple(pid, ErlTerm.List(self.Self, 7)), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task Code_that_a_node_was_not_given_is_badfun_there()
    {
        await using var there = new Node(new NodeRuntimeOptions { LoggerFactory = Log });
        Node.Modules.AddFun(0, Greet);
        ErlFun fun = await Run(self => Task.FromResult(self.MakeFun(Greet, 1, 2)));
        Log.Expect(LogLevel.Error, "badfun");
        Task<ErlTerm> end = there.WhenExited(there.Spawn(ErlTerm.Atom("erlang"), ErlTerm.Atom("apply"), [fun, ErlList.Empty]));

        var reason = (ErlTuple)await end;
        Assert.Equal(ErlTerm.Tuple(Atoms.Badfun, fun), reason[0]);
    }

    [Fact]
    public async Task Code_of_another_build_or_another_module_is_badfun()
    {
        Node.Modules.AddFun(0, Greet);
        await Run(async self =>
        {
            ErlFun fun = self.MakeFun(Greet, self.Self, 2);
            foreach (ErlFun other in new[]
            {
                ErlFun.Closure(fun.Module, 0, fun.Uniq ^ 1, self.Self, self.Self, 2),
                ErlFun.Closure(ErlTerm.Atom("other"), 0, fun.Uniq, self.Self, self.Self, 2),
            })
            {
                TermException error = await Assert.ThrowsAsync<TermException>(() => Apply(self, other).AsTask());
                Assert.Equal(ErlTerm.Tuple(Atoms.Badfun, other), error.Reason);
            }

            Node.Modules.RemoveFun(Greet);
            Assert.Equal(Atoms.Badfun, ((ErlTuple)(await Assert.ThrowsAsync<TermException>(() => Apply(self, fun).AsTask())).Reason)[0]);
        });
    }

    [Fact]
    public Task Function_values_are_called_with_as_many_arguments_as_they_take() => Run(async self =>
    {
        Node.Modules.AddFun(1, Twice);
        ErlFun fun = self.MakeFun(Twice);
        var abs = ErlFun.External(ErlTerm.Atom("math"), ErlTerm.Atom("sqrt"), 1);

        Assert.Equal(14, await Apply(self, fun, 7));
        Assert.Equal(3.0, await Apply(self, abs, 9));
        foreach (ErlFun each in new[] { fun, abs })
        {
            TermException error = await Assert.ThrowsAsync<TermException>(() => Apply(self, each).AsTask());
            Assert.Equal(ErlTerm.Tuple(Atoms.Badarity, ErlTerm.Tuple(each, ErlList.Empty)), error.Reason);
        }

        Assert.Equal(
            Term("{badfun,7}"),
            (await Assert.ThrowsAsync<TermException>(() => Node.Modules.ApplyAsync(
                self, Atoms.Erlang, ErlTerm.Atom("apply"), [7, ErlList.Empty]).AsTask())).Reason);
        await Assert.ThrowsAsync<ArgumentException>(() => self.SpawnAsync(Node.Name, fun).AsTask());
    });

    [Fact]
    public Task Code_that_needs_more_than_terms_or_was_not_added_is_refused() => Run(self =>
    {
        int local = self.Self.GetHashCode();
        Assert.Throws<ArgumentException>(() => Node.Modules.AddFun(0, (_, _, _) => new ValueTask<ErlTerm>(local)));
        Assert.Throws<ArgumentException>(() => Node.Modules.AddFun(0, OfAnObject));
        Assert.Throws<ArgumentException>(() => Node.Modules.AddFun(0, Generic<int>));
        Assert.Throws<ArgumentException>(() => Node.Modules.AddFun(0, Greet + Twice));
        Assert.Throws<ArgumentOutOfRangeException>(() => Node.Modules.AddFun(256, Greet));
        Assert.Throws<ArgumentException>(() => self.MakeFun(Greet));
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_function_value_comes_back_over_the_wire_equal() => Run(self =>
    {
        Node.Modules.AddFun(0, Greet);
        ErlFun fun = self.MakeFun(Greet, self.Self, Term("{[1,2],<<3>>}"));
        ErlTerm back = OverTheWire([fun])[0];
        Assert.Equal(fun, back);
        Assert.Equal(fun.Uniq, ((ErlFun)back).Uniq);
        return Task.CompletedTask;
    });

    private static ValueTask<ErlTerm> TwiceAsync(ProcessContext self, IReadOnlyList<ErlTerm> captured, IReadOnlyList<ErlTerm> arguments)
        => new(((ErlInteger)arguments[0]).Value * 2);

    private static ValueTask<ErlTerm> Generic<T>(ProcessContext self, IReadOnlyList<ErlTerm> captured, IReadOnlyList<ErlTerm> arguments)
        => new(ErlTerm.Atom(typeof(T).Name));

    private static ErlTerm[] OverTheWire(IReadOnlyList<ErlTerm> terms)
        => [.. (ErlList)TermDecoder.Decode(TermEncoder.Encode(ErlTerm.List([.. terms])), TermLimits.Trusted)];

    private static ValueTask<ErlTerm> Apply(ProcessContext self, ErlFun fun, params ErlTerm[] arguments)
        => self.Node.Modules.ApplyAsync(self, fun, arguments);

    private ValueTask<ErlTerm> OfAnObject(ProcessContext self, IReadOnlyList<ErlTerm> captured, IReadOnlyList<ErlTerm> arguments)
        => new(Node.Name);
}
