using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>Children that are started at run time, all of one specification: simple_one_for_one.</summary>
internal sealed class DynamicChildren : Children
{
    private static readonly ErlAtom Maps = ErlTerm.Atom("maps");
    private static readonly ErlAtom MapSets = ErlTerm.Atom("mapsets");

    private readonly Dictionary<ErlPid, Child> _running = [];

    /// <summary>By the process that each was before.</summary>
    private readonly Dictionary<ErlPid, Child> _restarting = [];
    private Child _template;

    /// <exception cref="TermException"><c>{bad_combination, _}</c>.</exception>
    public DynamicChildren(ProcessContext self, SupervisorFlags flags, SupervisorLog log, ChildSpec spec)
        : base(self, flags, log)
    {
        ChildSpecTerm.CheckSignificance(spec, flags.AutoShutdown);
        _template = new Child(spec);
    }

    private int Count => _running.Count + _restarting.Count;

    public override ValueTask<ErlTerm?> StartAsync() => ValueTask.FromResult<ErlTerm?>(null);

    public override async ValueTask<ErlTerm> StartChildAsync(ErlTerm request)
    {
        Child child;
        if (LocalStarts.Take(Self.Node, request) is { } own)
        {
            child = new Child(_template.Spec, own.StartFunction, []);
        }
        else if (request is ErlList { IsProper: true } arguments)
        {
            child = new Child(_template.Spec, _template.Start, arguments);
        }
        else
        {
            return SupervisorTerms.Failed(ErlTerm.Tuple(ErlTerm.Atom("invalid_arguments"), request));
        }

        StartResult result = await child.StartAsync(Self).ConfigureAwait(false);
        if (result.Started is { } pid)
        {
            child.SetPid(pid);
            _running[pid] = child;
        }

        return SupervisorTerms.Started(result);
    }

    public override ValueTask<ErlTerm> RestartChildAsync(ErlTerm id) => ValueTask.FromResult(SupervisorTerms.SimpleOneForOne);

    public override async ValueTask<ErlTerm> TerminateChildAsync(ErlTerm id)
    {
        if (id is not ErlPid pid)
        {
            return SupervisorTerms.SimpleOneForOne;
        }

        if (Find(pid) is { } child)
        {
            await StopAsync(child).ConfigureAwait(false);
            Forget(child);
            return Atoms.Ok;
        }

        // A process that has ended is as one that was ended, whosever it was.
        return IsGone(pid) ? Atoms.Ok : SupervisorTerms.NotFound;
    }

    public override ErlTerm DeleteChild(ErlTerm id) => SupervisorTerms.SimpleOneForOne;

    public override ErlTerm GetChildSpec(ErlTerm id)
        => id.Equals(_template.Spec.Id) || (id is ErlPid pid && (Find(pid) is not null || IsGone(pid)))
            ? ErlTerm.Tuple(Atoms.Ok, _template.Spec.ToTerm())
            : SupervisorTerms.NotFound;

    public override ErlTerm WhichChildren()
        => ErlTerm.List([.. _running.Values.Concat(_restarting.Values).Select(child => child.ToInformation(Atoms.Undefined))]);

    public override ErlTerm CountChildren()
    {
        bool areSupervisors = _template.Spec.Type == ChildType.Supervisor;
        return SupervisorTerms.Counts(1, _running.Count, areSupervisors ? Count : 0, areSupervisors ? 0 : Count);
    }

    public override async ValueTask StopAsync()
    {
        IReadOnlyDictionary<ErlTerm, int> failures = await ChildEnd.StopAllAsync(Self, _running.Keys, _template.Spec.Shutdown, _template.Spec.Restart).ConfigureAwait(false);
        foreach ((ErlTerm reason, int count) in failures)
        {
            Log.ShutdownFailed(_template, count, reason);
        }
    }

    public override (ErlTerm Children, ErlTerm Dynamics, int Restarts) ToState(ShownArguments arguments)
    {
        bool hasArguments = !_template.IsTemporary && arguments == ShownArguments.All;
        (ErlTerm Key, ErlTerm Value)[] known =
        [
            .. _running.Select(each => ((ErlTerm)each.Key, ArgumentsOf(each.Value))),
            .. _restarting.Select(each => ((ErlTerm)ErlTerm.Tuple(Atoms.Restarting, each.Key), ArgumentsOf(each.Value))),
        ];
        ErlTerm record = _template.ToRecord(arguments == ShownArguments.All ? _template.Start.Term[2] : Atoms.Undefined);
        return (
            ErlTerm.Tuple(ErlTerm.List(_template.Spec.Id), ErlTerm.Map((_template.Spec.Id, record))),
            ErlTerm.Tuple(_template.IsTemporary ? MapSets : Maps, ErlTerm.Map(known)),
            _restarting.Count);

        ErlTerm ArgumentsOf(Child child)
            => hasArguments && child.Start.Term[2] is ErlList first ? ErlTerm.List([.. first, .. child.Further]) : ErlList.Empty;
    }

    protected override Child? FindByPid(ErlPid pid) => _running.GetValueOrDefault(pid);

    protected override Child? FindToTryAgain(ErlTerm id)
        => id is ErlTuple and [ErlAtom tag, ErlPid former] && tag == Atoms.Restarting ? _restarting.GetValueOrDefault(former) : null;

    protected override bool HasSignificant() => Count > 0;

    protected override void Forget(Child child)
    {
        if (child.Pid is { } pid)
        {
            _running.Remove(pid);
        }

        if (child.Former is { } former)
        {
            _restarting.Remove(former);
        }

        child.SetPid(null);
    }

    protected override async ValueTask<ErlTerm?> StartAgainAsync(Child child)
    {
        ErlPid former = child.Pid ?? child.Former!;
        Forget(child);
        StartResult result = await child.StartAsync(Self).ConfigureAwait(false);
        if (result.Error is { } reason)
        {
            child.SetRestarting(former);
            _restarting[former] = child;
            Log.StartFailed(child, reason);
            return ErlTerm.Tuple(Atoms.Restarting, former);
        }

        // A child that does not want to run any more is forgotten: it has no specification of its own that could stay.
        if (result.Started is { } pid)
        {
            child.SetPid(pid);
            _running[pid] = child;
        }

        return null;
    }

    protected override void ReplaceSpecs(SupervisorFlags flags, IReadOnlyList<ChildSpec> specs)
    {
        ChildSpecTerm.CheckSignificance(specs[0], flags.AutoShutdown);
        StartFunction former = _template.Start;
        _template = new Child(specs[0]);
        foreach (Child child in _running.Values.Concat(_restarting.Values))
        {
            child.Spec = specs[0];
            if (child.Start == former)
            {
                // It keeps the arguments of its own. One that was started by code of its own keeps that as well.
                child.Start = _template.Start;
            }
        }
    }

    /// <summary>Others name the process as the node is called now; the child may be older than that name.</summary>
    private Child? Find(ErlPid pid)
    {
        ErlPid own = Self.Node.Find(pid)?.Self ?? pid;
        return _running.GetValueOrDefault(own) ?? _restarting.GetValueOrDefault(own);
    }

    private bool IsGone(ErlPid pid) => Self.Node.NodeOf(pid) == Self.Node.Name && !Self.Node.IsAlive(pid);
}
