namespace Chan.Terms.External;

/// <summary>What terms are taken to cost in memory, in bytes on a 64-bit system, for the decoder's budget.</summary>
internal static class TermSize
{
    public const int Slot = 8;

    /// <summary>A slot of a list that grows by its tail: the array may be twice as long as needed.</summary>
    public const int TailSlot = 2 * Slot;

    public const int Number = 24;
    public const int Binary = 56;
    public const int LargeInteger = 64;
    public const int Identifier = 56;
    public const int Tuple = 16;
    public const int List = 40;
    public const int Map = 48;
    public const int Fun = 96;

    /// <summary>An atom that did not exist before: the object, its name twice, and its entry in the table.</summary>
    public const int Atom = 192;
}
