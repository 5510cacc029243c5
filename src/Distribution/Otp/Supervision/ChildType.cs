namespace Chan.Distribution.Otp.Supervision;

/// <summary>What a child is, for tools that walk a tree.</summary>
public enum ChildType
{
    /// <summary>A process that works.</summary>
    Worker,

    /// <summary>A supervisor.</summary>
    Supervisor,
}
