using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>The functions on their way to a supervisor of the same node: the request that asks for the start names one, and cannot carry it.</summary>
internal static class TaskStarts
{
    private static readonly ConditionalWeakTable<Node, ConcurrentDictionary<ErlReference, Func<ProcessContext, Task>>> Waiting = [];

    public static void Put(Node node, ErlReference start, Func<ProcessContext, Task> body) => Of(node)[start] = body;

    public static bool TryTake(Node node, ErlReference start, [NotNullWhen(true)] out Func<ProcessContext, Task>? body)
        => Of(node).TryRemove(start, out body);

    private static ConcurrentDictionary<ErlReference, Func<ProcessContext, Task>> Of(Node node) => Waiting.GetValue(node, static _ => new());
}
