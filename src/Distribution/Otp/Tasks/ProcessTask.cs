using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>A function that runs in a process of its own, as its owner sees it: the process that started it, and the only one that can wait for it.</summary>
/// <remarks>
/// When it is done the owner gets the message <c>{Reference, Result}</c>; Result is <c>ok</c> when <typeparamref name="T"/> is no term. When it
/// fails the owner gets <c>{'DOWN', Reference, process, Pid, Reason}</c>. The methods of <see cref="ProcessTasks"/> receive them.
/// </remarks>
/// <typeparam name="T">What the function gives. The object is handed over, not copied: the task must not change it afterwards.</typeparam>
public sealed class ProcessTask<T>
{
    private readonly Result _result;

    internal ProcessTask(ErlPid owner, ErlPid pid, ErlReference reference, Result result, bool isLinked)
    {
        Owner = owner;
        Pid = pid;
        Reference = reference;
        IsLinked = isLinked;
        _result = result;
    }

    /// <summary>The process that started the task.</summary>
    public ErlPid Owner { get; }

    /// <summary>The process that runs it.</summary>
    public ErlPid Pid { get; }

    /// <summary>What its messages to the owner carry.</summary>
    public ErlReference Reference { get; }

    internal bool IsLinked { get; }

    /// <summary>Whether its end has been received: there is nothing more to wait for.</summary>
    internal bool IsOver { get; set; }

    /// <summary>Read only after the message that says it is there.</summary>
    internal T Value => _result.Value!;

    /// <summary>Where the task leaves its result for the owner. The message that follows orders the two.</summary>
    internal sealed class Result
    {
        public T? Value { get; set; }
    }
}
