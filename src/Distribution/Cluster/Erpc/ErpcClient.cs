using System.Runtime.CompilerServices;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>The calling side of <c>erpc</c>, which <c>rpc</c> rides on: a call is a monitored process on the other node that ends with the result.</summary>
internal static class ErpcClient
{
    public static readonly ErlAtom Apply = ErlTerm.Atom("apply");

    private static readonly ErlAtom ExecuteCall = ErlTerm.Atom("execute_call");
    private static readonly ErlAtom ExecuteCast = ErlTerm.Atom("execute_cast");
    private static readonly RemoteSpawnOptions CallOptions = new() { Monitor = new MonitorOptions(), Replies = SpawnReplies.ErrorOnly };
    private static readonly RemoteSpawnOptions CastOptions = new() { Replies = SpawnReplies.None };

    /// <summary>Checks a time-out before anything has been sent. <see langword="null"/> is without end.</summary>
    public static TimeSpan Checked(TimeSpan? timeout)
    {
        TimeSpan checkedValue = timeout ?? Timeout.InfiniteTimeSpan;
        return checkedValue >= TimeSpan.Zero || checkedValue == Timeout.InfiniteTimeSpan
            ? checkedValue
            : throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time-out is zero, positive, or without end.");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ErpcResult> CallAsync(
        ProcessContext self, ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout)
    {
        TimeSpan limit = Checked(timeout);
        if (limit == Timeout.InfiniteTimeSpan && node == self.Node.Name)
        {
            return await ApplyHereAsync(self, module, function, arguments).ConfigureAwait(false);
        }

        ErpcRequestId request = Send(self, node, module, function, arguments);
        ErlTerm? answer = await self.ReceiveAsync(request.Request, limit).ConfigureAwait(false);
        return ErpcResult.Of(answer as ErlTuple ?? await ErpcAnswers.GiveUpAsync(self, request.Request).ConfigureAwait(false), request.Result);
    }

    /// <summary>Calls in this process, as Erlang does on the own node where no time is set.</summary>
    public static async ValueTask<ErpcResult> ApplyHereAsync(ProcessContext self, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
    {
        ErlList list = ListOf(module, function, arguments);
        return (await CallOutcome.OfAsync(self, module, function, list).ConfigureAwait(false)).ToErpcResult();
    }

    public static ErpcRequestId Send(ProcessContext self, ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
    {
        ErlList list = ListOf(module, function, arguments);
        ErlReference result = self.MakeReference();
        return new ErpcRequestId(result, Request(self, node, ErlTerm.List(result, module, function, list), CallOptions));
    }

    /// <summary>Asks for the process of a call.</summary>
    /// <param name="self">The caller.</param>
    /// <param name="node">The node.</param>
    /// <param name="call">[ResultReference, Module, Function, Arguments].</param>
    /// <param name="options">With a monitor.</param>
    public static ErlReference Request(ProcessContext self, ErlAtom node, ErlList call, RemoteSpawnOptions options)
        => self.SpawnRequest(node, Atoms.Erpc, ExecuteCall, call, options);

    public static void Cast(ProcessContext self, ErlAtom node, ErlAtom module, ErlAtom function, ErlList arguments)
        => self.SpawnRequest(node, Atoms.Erpc, ExecuteCast, ErlTerm.List(module, function, arguments), CastOptions);

    /// <summary>The arguments as a list, once all parts of the call have been checked.</summary>
    public static ErlList ListOf(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        return SpawnRequest.AsList(arguments);
    }

    /// <summary>The nodes, once each has been checked: nothing is sent when one is wrong.</summary>
    public static IReadOnlyList<ErlAtom> Checked(IReadOnlyList<ErlAtom> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        foreach (ErlAtom node in nodes)
        {
            ArgumentNullException.ThrowIfNull(node, nameof(nodes));
        }

        return nodes;
    }

    /// <summary>The arguments of <c>erlang:apply/2</c> for a function value.</summary>
    public static ErlList CallOf(ErlFun fun)
    {
        ArgumentNullException.ThrowIfNull(fun);
        return fun.Arity == 0
            ? ErlTerm.List(fun, ErlList.Empty)
            : throw new ArgumentException($"A function value with {fun.Arity} arguments cannot be called there: there is nobody to give them.", nameof(fun));
    }
}
