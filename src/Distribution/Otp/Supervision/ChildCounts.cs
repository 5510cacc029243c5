namespace Chan.Distribution.Otp.Supervision;

/// <summary>How many children a supervisor has: <c>supervisor:count_children/1</c>.</summary>
/// <param name="Specs">Specifications.</param>
/// <param name="Active">Processes that run.</param>
/// <param name="Supervisors">Children that are supervisors, running or not.</param>
/// <param name="Workers">Children that are workers, running or not.</param>
public readonly record struct ChildCounts(int Specs, int Active, int Supervisors, int Workers);
