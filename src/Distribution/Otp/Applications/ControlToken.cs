using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>
/// Marks the messages of a controller, its masters and the program that has it. Known by the object and not by its value: what comes from another node is
/// another object, even where it has been seen there with a tool and looks the same.
/// </summary>
internal sealed class ControlToken(ErlReference reference)
{
    /// <summary>The first element of such a message.</summary>
    public ErlTerm Term => reference;

    /// <summary>Whether a message is one of these.</summary>
    public bool Marks(ErlTerm message) => message is ErlTuple { Count: > 1 } tuple && ReferenceEquals(tuple[0], reference);
}
