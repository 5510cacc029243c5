namespace Chan.Terms;

/// <summary>Which member of the family a term is; the walks over nested terms switch on it.</summary>
internal enum TermKind : byte
{
    Integer,
    Float,
    Atom,
    Reference,
    Fun,
    Port,
    Pid,
    Tuple,
    Map,
    List,
    Binary,
    BitString,
}
