using Chan.Terms;

namespace Chan.Distribution.Processes.Mailboxes;

/// <summary>
/// Matches what ends a request: <c>{Ref, Reply}</c>, <c>{[alias|Ref], Reply}</c> and <c>{'DOWN', Ref, _, _, _}</c>, and no other message that carries
/// the reference.
/// </summary>
internal sealed class AnswerTo(ErlReference reference)
{
    public bool Matches(ErlTerm message) => Matches(message, reference);

    public static bool Matches(ErlTerm message, ErlReference reference) => message switch
    {
        ErlTuple { Count: 2 } reply => reference.Equals(
            reply[0] is ErlList { Count: 1, IsProper: false } tag && ReferenceEquals(tag[0], Atoms.Alias) ? tag.Tail : reply[0]),
        ErlTuple { Count: 5 } down => ReferenceEquals(down[0], Atoms.Down) && reference.Equals(down[1]),
        _ => false,
    };
}
