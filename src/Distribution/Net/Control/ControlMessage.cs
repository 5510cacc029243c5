using Chan.Terms;

namespace Chan.Distribution.Net.Control;

/// <summary>One message of a connection: the control tuple by its fields, and the payload. Which fields count, <see cref="ControlShape"/> says.</summary>
internal struct ControlMessage
{
    public ControlOperation Operation;

    /// <summary>See <see cref="ControlField.From"/>; for GROUP_LEADER the leader.</summary>
    public ErlTerm? From;

    /// <summary>See <see cref="ControlField.To"/>.</summary>
    public ErlTerm? To;

    /// <summary>The message, the exit reason or the list of arguments; null for operations without one.</summary>
    public ErlTerm? Payload;

    /// <summary>A term; that it is a reference is checked by whoever acts on it.</summary>
    public ErlTerm? Reference;

    /// <summary>The exit reason that stands in the tuple.</summary>
    public ErlTerm? Reason;

    /// <summary>The number of an unlink, or flags.</summary>
    public ErlTerm? Number;

    public ErlTerm? GroupLeader;

    /// <summary>{Module, Function, Arity}.</summary>
    public ErlTerm? Function;

    public ErlTerm? Options;

    /// <summary>The pid or the error atom of a spawn reply.</summary>
    public ErlTerm? Result;

    /// <summary>The token of sequential tracing, which nobody here follows.</summary>
    public ErlTerm? Token;

    /// <summary>The field that stands at a place of the tuple.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref ErlTerm? this[ControlField field]
    {
        get
        {
            switch (field)
            {
                case ControlField.From:
                    return ref From;
                case ControlField.To:
                    return ref To;
                case ControlField.Reference:
                    return ref Reference;
                case ControlField.Reason:
                    return ref Reason;
                case ControlField.UnlinkId or ControlField.Flags:
                    return ref Number;
                case ControlField.GroupLeader:
                    return ref GroupLeader;
                case ControlField.Function:
                    return ref Function;
                case ControlField.Options:
                    return ref Options;
                case ControlField.Result:
                    return ref Result;
                default:
                    return ref Token;
            }
        }
    }
}
