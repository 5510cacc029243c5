using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <content>Requests of others, answered with OTP's terms.</content>
internal sealed partial class ListedChildren
{
    public override async ValueTask<ErlTerm> StartChildAsync(ErlTerm request)
    {
        ChildSpec spec;
        try
        {
            spec = LocalStarts.Take(Self.Node, request) ?? ChildSpecTerm.Read(request);
            ChildSpecTerm.CheckSignificance(spec, Flags.AutoShutdown);
        }
        catch (TermException refused)
        {
            return SupervisorTerms.Failed(refused.Reason);
        }

        if (_byId.TryGetValue(spec.Id, out Child? present))
        {
            return SupervisorTerms.Failed(
                present.Pid is { } pid ? ErlTerm.Tuple(Atoms.AlreadyStarted, pid) : ErlTerm.Atom("already_present"));
        }

        var child = new Child(spec);
        StartResult result = await child.StartAsync(Self).ConfigureAwait(false);
        if (result.Error is { } reason)
        {
            return SupervisorTerms.Failed(ErlTerm.Tuple(reason, child.ToRecord(child.Start.Term[2])));
        }

        if (result.IsStarted || !child.IsTemporary)
        {
            child.SetPid(result.Started);
            _inOrder.Add(child);
            _byId.Add(spec.Id, child);
            Log.Started(child);
        }

        return SupervisorTerms.Started(result);
    }

    public override async ValueTask<ErlTerm> RestartChildAsync(ErlTerm id)
    {
        if (FindStopped(id, out ErlTerm? refusal) is not { } child)
        {
            return refusal!;
        }

        StartResult result = await child.StartAsync(Self).ConfigureAwait(false);
        if (result.Error is null)
        {
            child.SetPid(result.Started);
            Log.Started(child);
        }

        return SupervisorTerms.Started(result);
    }

    public override async ValueTask<ErlTerm> TerminateChildAsync(ErlTerm id)
    {
        if (!_byId.TryGetValue(id, out Child? child))
        {
            return SupervisorTerms.NotFound;
        }

        await StopAsync(child).ConfigureAwait(false);
        Forget(child);
        return Atoms.Ok;
    }

    public override ErlTerm DeleteChild(ErlTerm id)
    {
        if (FindStopped(id, out ErlTerm? refusal) is not { } child)
        {
            return refusal!;
        }

        Remove(child);
        return Atoms.Ok;
    }

    public override ErlTerm GetChildSpec(ErlTerm id)
        => _byId.TryGetValue(id, out Child? child)
            ? ErlTerm.Tuple(Atoms.Ok, ChildSpecTerm.Write(child.Spec, ErlTerm.Tuple(child.Start.Term[0], child.Start.Term[1], KeptArguments(child))))
            : SupervisorTerms.NotFound;

    // The youngest first, as in OTP.
    public override ErlTerm WhichChildren() => ErlTerm.List([.. Enumerable.Reverse(_inOrder).Select(child => child.ToInformation(child.Spec.Id))]);

    public override ErlTerm CountChildren()
    {
        int supervisors = _inOrder.Count(child => child.Spec.Type == ChildType.Supervisor);
        int active = _inOrder.Count(child => child.Pid is { } pid && (Self.Node.NodeOf(pid) != Self.Node.Name || Self.Node.IsAlive(pid)));
        return SupervisorTerms.Counts(_inOrder.Count, active, supervisors, _inOrder.Count - supervisors);
    }

    public override (ErlTerm Children, ErlTerm Dynamics, int Restarts) ToState(ShownArguments arguments)
    {
        ErlTerm ids = ErlTerm.List([.. Enumerable.Reverse(_inOrder).Select(child => child.Spec.Id)]);
        (ErlTerm Key, ErlTerm Value)[] records =
            [.. _inOrder.Select(child => (child.Spec.Id, child.ToRecord(arguments == ShownArguments.All ? KeptArguments(child) : Atoms.Undefined)))];
        return (ErlTerm.Tuple(ids, ErlTerm.Map(records)), Atoms.Undefined, 0);
    }

    /// <summary>A temporary child is not started again, so OTP does not keep what it was started with.</summary>
    private static ErlTerm KeptArguments(Child child) => child.IsTemporary ? Atoms.Undefined : child.Start.Term[2];

    private Child? FindStopped(ErlTerm id, out ErlTerm? refusal)
    {
        if (!_byId.TryGetValue(id, out Child? child))
        {
            refusal = SupervisorTerms.NotFound;
            return null;
        }

        refusal = child.IsRestarting ? SupervisorTerms.Failed(Atoms.Restarting) : child.Pid is not null ? SupervisorTerms.Failed(Atoms.Running) : null;
        return refusal is null ? child : null;
    }
}
