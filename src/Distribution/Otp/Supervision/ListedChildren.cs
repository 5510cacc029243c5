using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>Children with specifications of their own, in the order in which they start.</summary>
internal sealed partial class ListedChildren : Children
{
    private readonly Dictionary<ErlTerm, Child> _byId = [];
    private List<Child> _inOrder;

    /// <exception cref="TermException"><c>{duplicate_child_name, Id}</c>, <c>{bad_combination, _}</c>.</exception>
    public ListedChildren(ProcessContext self, SupervisorFlags flags, SupervisorLog log, IReadOnlyList<ChildSpec> specs)
        : base(self, flags, log)
    {
        Check(specs, flags);
        _inOrder = [.. specs.Select(spec => new Child(spec))];
        foreach (Child child in _inOrder)
        {
            _byId.Add(child.Spec.Id, child);
        }
    }

    public override async ValueTask<ErlTerm?> StartAsync()
    {
        if (await StartAsync([.. _inOrder]).ConfigureAwait(false) is not var (child, reason))
        {
            return null;
        }

        await StopAsync().ConfigureAwait(false);
        return ErlTerm.Tuple(ErlTerm.Atom("failed_to_start_child"), child.Spec.Id, reason);
    }

    public override ValueTask StopAsync() => StopAsync([.. _inOrder]);

    protected override Child? FindByPid(ErlPid pid) => _inOrder.Find(child => pid.Equals(child.Pid));

    protected override Child? FindToTryAgain(ErlTerm id) => _byId.GetValueOrDefault(id);

    protected override bool HasSignificant() => _inOrder.Exists(child => child.Spec.IsSignificant && (child.Pid is not null || child.IsRestarting));

    protected override void Forget(Child child)
    {
        child.SetPid(null);
        if (child.IsTemporary)
        {
            Remove(child);
        }
    }

    protected override async ValueTask<ErlTerm?> StartAgainAsync(Child child)
    {
        ErlPid? former = child.Pid ?? child.Former;
        if (Flags.Strategy == RestartStrategy.OneForOne)
        {
            return await StartOneAsync(child).ConfigureAwait(false) is not { } failure ? null : NoteFailure(child, former, failure);
        }

        int first = Flags.Strategy == RestartStrategy.RestForOne ? _inOrder.IndexOf(child) : 0;
        Forget(child);
        await StopAsync(_inOrder[first..]).ConfigureAwait(false);
        return await StartAsync(_inOrder[first..]).ConfigureAwait(false) is not var (failed, reason)
            ? null
            : Retry(failed, failed == child ? former : null);
    }

    protected override void ReplaceSpecs(SupervisorFlags flags, IReadOnlyList<ChildSpec> specs)
    {
        Check(specs, flags);
        List<Child> kept = _inOrder;
        _inOrder = [];
        foreach (ChildSpec spec in specs)
        {
            if (_byId.TryGetValue(spec.Id, out Child? child))
            {
                (child.Spec, child.Start) = (spec, spec.StartFunction);
                kept.Remove(child);
            }
            else
            {
                child = _byId[spec.Id] = new Child(spec);
            }

            _inOrder.Add(child);
        }

        _inOrder.AddRange(kept);
    }

    private static void Check(IReadOnlyList<ChildSpec> specs, SupervisorFlags flags)
    {
        var ids = new HashSet<ErlTerm>();
        foreach (ChildSpec spec in specs)
        {
            ChildSpecTerm.CheckSignificance(spec, flags.AutoShutdown);
            if (!ids.Add(spec.Id))
            {
                throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("duplicate_child_name"), spec.Id));
            }
        }
    }

    private void Remove(Child child)
    {
        _inOrder.Remove(child);
        _byId.Remove(child.Spec.Id);
    }

    /// <summary>Starts a group in order; stops at the first that fails, and leaves the later ones without process.</summary>
    private async ValueTask<(Child Child, ErlTerm Reason)?> StartAsync(List<Child> group)
    {
        foreach (Child child in group)
        {
            if (await StartOneAsync(child).ConfigureAwait(false) is { } reason)
            {
                Log.StartFailed(child, reason);
                return (child, reason);
            }

            if (child.Pid is null && child.IsTemporary)
            {
                Remove(child);
            }
        }

        return null;
    }

    /// <summary>Starts one; when that fails, the reason, and the child is as before.</summary>
    private async ValueTask<ErlTerm?> StartOneAsync(Child child)
    {
        StartResult result = await child.StartAsync(Self).ConfigureAwait(false);
        if (result.Error is null)
        {
            child.SetPid(result.Started);
            Log.Started(child);
        }

        return result.Error;
    }

    private ErlTerm NoteFailure(Child child, ErlPid? former, ErlTerm reason)
    {
        ErlTerm again = Retry(child, former);
        Log.StartFailed(child, reason);
        return again;
    }

    private static ErlTerm Retry(Child child, ErlPid? former)
    {
        child.SetRestarting(former);
        return child.Spec.Id;
    }

    /// <summary>Ends a group in the reverse order; the temporary ones of it are gone then.</summary>
    private async ValueTask StopAsync(List<Child> group)
    {
        for (int i = group.Count - 1; i >= 0; i--)
        {
            await StopAsync(group[i]).ConfigureAwait(false);
            Forget(group[i]);
        }
    }
}
