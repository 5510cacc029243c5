using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>A process as its own code sees it: <c>self</c>. Everything that a process does goes through it.</summary>
/// <remarks>
/// <para>The body is an <c>async</c> function over this object. It runs on one thread at a time and gives the thread back when it
/// waits in a receive. Only the body may use the object; other code holds the pid and uses the <see cref="Node"/>.</para>
/// <para>When the process is ended from outside (exit signal, kill) it is dead to the world at once; the body unwinds through an exception
/// at its next call here. That exception is not for catching: every later call throws it again.</para>
/// <para>A body that computes without waiting holds a thread: it delays nobody else, but it should check <see cref="Exiting"/>.</para>
/// </remarks>
public sealed partial class ProcessContext
{
    private Relations? _relations;
    private volatile bool _dead;
    private volatile bool _trapExit;

    internal ProcessContext(Node node, ErlPid self, Func<ProcessContext, Task> body)
    {
        Node = node;
        Self = self;
        _start = body;
    }

    /// <summary>The pid of this process.</summary>
    public ErlPid Self { get; }

    /// <summary>The node that this process runs on.</summary>
    public Node Node { get; }

    /// <summary>Whether exit signals arrive as messages <c>{'EXIT', Pid, Reason}</c> instead of ending the process. Default: false.</summary>
    public bool TrapExit
    {
        get => _trapExit;
        set
        {
            ThrowIfDead();
            _trapExit = value;
        }
    }

    /// <summary>The process that does input and output for this one; inherited by the processes it spawns.</summary>
    public ErlPid GroupLeader
    {
        get => Volatile.Read(ref _relations)?.GroupLeader ?? Node.DefaultGroupLeader;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            WithRelations(value, static (relations, leader) => relations.GroupLeader = leader);
        }
    }

    /// <summary>A text for people: shown in process information and in the log of a crash.</summary>
    public string? Label
    {
        get => Volatile.Read(ref _relations)?.Label;
        set => WithRelations(value, static (relations, label) => relations.Label = label);
    }

    /// <summary>The dictionary of the process. Made when it is first asked for.</summary>
    public ProcessDictionary Dictionary
    {
        get
        {
            ThrowIfDead();
            Relations relations = ObtainRelations();
            lock (relations)
            {
                return relations.IsEnded ? new ProcessDictionary() : relations.Dictionary ??= new ProcessDictionary();
            }
        }
    }

    /// <summary>Fires when the process is ended: for awaits on other things than the context.</summary>
    /// <remarks>Callbacks run on the thread pool.</remarks>
    public CancellationToken Exiting
    {
        get
        {
            Relations relations = ObtainRelations();
            lock (relations)
            {
                return relations.IsEnded ? new CancellationToken(canceled: true) : (relations.Exiting ??= new()).Token;
            }
        }
    }

    internal bool IsDead => _dead;

    internal Relations? RelationsOrNull => Volatile.Read(ref _relations);

    /// <summary>Prints the pid.</summary>
    public override string ToString() => Self.ToString();

    /// <summary>The relations, made now if need be; those of a dead process say so.</summary>
    internal Relations ObtainRelations()
    {
        Relations? existing = Volatile.Read(ref _relations);
        if (existing is not null)
        {
            return existing;
        }

        var made = new Relations();
        return Interlocked.CompareExchange(ref _relations, made, null) ?? made;
    }

    /// <summary>Gives relations to a process that nobody knows yet.</summary>
    internal void SetRelations(Relations relations) => _relations = relations;

    private void WithRelations<T>(T argument, Action<Relations, T> change)
    {
        ThrowIfDead();
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (!relations.IsEnded)
            {
                change(relations, argument);
            }
        }
    }

    private void ThrowIfDead()
    {
        if (_dead)
        {
            ThrowDead();
        }
    }

    private void ThrowDead()
    {
        _unread = null;
        _saved = null;
        throw new ProcessEndedException();
    }
}
