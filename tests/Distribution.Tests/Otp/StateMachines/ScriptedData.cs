using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>The data of a <see cref="ScriptedStatem"/>, which go from object to object.</summary>
internal sealed class ScriptedData
{
    /// <summary>Oldest first.</summary>
    public List<ErlTerm> Handled { get; } = [];

    public Dictionary<ErlTerm, int> Counts { get; } = [];

    /// <summary>How many objects can be popped.</summary>
    public int Depth { get; set; }

    /// <summary>What the next entry does.</summary>
    public ErlTerm Entry { get; set; } = ErlTerm.Parse("{keep, []}");
}
