using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>A function that runs in a process of its own, as its owner sees it: the process that started it, and the only one that can wait for it.</summary>
/// <remarks>
/// When it is done the owner gets the message <c>{Reference, Result}</c>; Result is <c>ok</c> when <typeparamref name="T"/> is no term. When it
/// fails, or its node is lost, the owner gets <c>{'DOWN', Reference, process, Pid, Reason}</c>. The methods of <see cref="ProcessTasks"/> receive them.
/// </remarks>
/// <typeparam name="T">What the function gives. The object is handed over, not copied: the task must not change it afterwards.</typeparam>
public sealed class ProcessTask<T>
{
    private readonly Func<ErlTerm, T> _read;

    internal ProcessTask(ErlPid owner, ErlPid pid, ErlReference reference, Func<ErlTerm, T> read, bool isLinked)
    {
        Owner = owner;
        Pid = pid;
        Reference = reference;
        IsLinked = isLinked;
        _read = read;
    }

    /// <summary>The process that started the task.</summary>
    public ErlPid Owner { get; }

    /// <summary>The process that runs it.</summary>
    public ErlPid Pid { get; }

    /// <summary>What its messages to the owner carry.</summary>
    public ErlReference Reference { get; }

    internal bool IsLinked { get; }

    /// <summary>Whether its owner waits for its result no longer: what is left is to end it.</summary>
    internal bool IsGivenUp { get; set; }

    /// <summary>Whether its end has been received: there is nothing more to wait for.</summary>
    internal bool IsOver { get; set; }

    /// <summary>The result, with the message that brought it.</summary>
    internal T ReadResult(ErlTerm message) => _read(((ErlTuple)message)[1]);

    /// <summary>Where a task of the same node leaves its result for the owner. The message that follows orders the two.</summary>
    internal sealed class Result
    {
        public T? Value { get; set; }
    }
}
