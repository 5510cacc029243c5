using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>Which processes have ties to which other node: whom the loss of a connection concerns. Thread-safe.</summary>
/// <remarks>
/// <para>A process is put in a list before its first tie to the node is there, and under the lock of its relations. It stays when the tie is
/// taken back, so that calls, each of which makes a tie and takes it back, change nothing here; whoever is put in a long list looks
/// at two that have stood there longest and takes those without ties out. So a list is longer than what is tied by a bounded number, or by those
/// who came and went since it was looked at.</para>
/// <para>The lock is taken inside that of relations and takes none itself: relations are only tried.</para>
/// <para>Whoever makes a tie looks at <see cref="NodeTie.Chain"/> without the lock here. If he sees a list that was taken away
/// meanwhile, then whoever took it has not visited the process yet, because a visit needs the relations' lock too and what was written before
/// it is seen after it: the visit comes after the tie is made, and finds it.</para>
/// </remarks>
internal sealed class TiedProcesses
{
    /// <summary>Up to so many nobody looks for those without ties.</summary>
    private const int ShortList = 64;

    private const int LookedAtEachTime = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<ErlAtom, Chain> _byNode = [];

    /// <summary>How many processes the loss of the connection to a node would look at.</summary>
    public int CountOf(ErlAtom node)
    {
        lock (_lock)
        {
            return _byNode.GetValueOrDefault(node)?.Count ?? 0;
        }
    }

    /// <summary>Puts a process in the list of the node. The relations of the process are locked, and the process is alive.</summary>
    public void Add(NodeTie tie)
    {
        lock (_lock)
        {
            if (tie.Chain is not null)
            {
                // It was being moved within its list.
                return;
            }

            if (!_byNode.TryGetValue(tie.Node, out Chain? chain))
            {
                _byNode.Add(tie.Node, chain = new Chain());
            }

            chain.Prepend(tie);
            for (int i = 0; i < LookedAtEachTime && chain.Count > ShortList; i++)
            {
                LookAtLast(chain);
            }
        }
    }

    /// <summary>Takes a process that has ended out of all lists. Its relations are locked.</summary>
    public void RemoveAll(NodeTie first)
    {
        lock (_lock)
        {
            for (NodeTie? tie = first; tie is not null; tie = tie.Next)
            {
                if (tie.Chain is { } chain)
                {
                    chain.Remove(tie);
                    if (chain.Count == 0 && _byNode.Count > ShortList)
                    {
                        // Nodes that nobody can reach leave nothing behind.
                        _byNode.Remove(tie.Node);
                    }
                }
            }
        }
    }

    /// <summary>The processes in the list of a node, which is empty afterwards. The caller visits each of them.</summary>
    public ProcessContext[] Take(ErlAtom node)
    {
        lock (_lock)
        {
            if (!_byNode.Remove(node, out Chain? chain))
            {
                return [];
            }

            var processes = new ProcessContext[chain.Count];
            for (int i = 0; i < processes.Length; i++)
            {
                NodeTie tie = chain.Last!;
                processes[i] = tie.Process;
                chain.Remove(tie);
            }

            return processes;
        }
    }

    private static void LookAtLast(Chain chain)
    {
        NodeTie last = chain.Last!;
        chain.Remove(last);
        if (last.Process.RelationsOrNull is { } relations && Monitor.TryEnter(relations))
        {
            try
            {
                if (!relations.HasTiesTo(last.Node))
                {
                    return;
                }

                chain.Prepend(last);
            }
            finally
            {
                Monitor.Exit(relations);
            }
        }
        else
        {
            // Somebody changes its ties at this moment.
            chain.Prepend(last);
        }
    }

    /// <summary>The list of one node, the newest first.</summary>
    internal sealed class Chain
    {
        private NodeTie? _first;

        public NodeTie? Last { get; private set; }

        public int Count { get; private set; }

        public void Prepend(NodeTie tie)
        {
            tie.Chain = this;
            tie.After = _first;
            if (_first is null)
            {
                Last = tie;
            }
            else
            {
                _first.Before = tie;
            }

            _first = tie;
            Count++;
        }

        public void Remove(NodeTie tie)
        {
            if (tie.Before is null)
            {
                _first = tie.After;
            }
            else
            {
                tie.Before.After = tie.After;
            }

            if (tie.After is null)
            {
                Last = tie.Before;
            }
            else
            {
                tie.After.Before = tie.Before;
            }

            tie.Chain = null;
            tie.Before = null;
            tie.After = null;
            Count--;
        }
    }
}
