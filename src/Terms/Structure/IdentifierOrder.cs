namespace Chan.Terms.Structure;

/// <summary>
/// The order of pids, ports, references and funs, as OTP 25 has it: pids by number first, ports and references by node first.
/// </summary>
internal static class IdentifierOrder
{
    public static int Compare(ErlPid left, ErlPid right)
    {
        int order = left.Serial.CompareTo(right.Serial);
        order = order != 0 ? order : left.Id.CompareTo(right.Id);
        return order != 0 ? order : CompareNodes(left.Node, left.Creation, right.Node, right.Creation);
    }

    public static int Compare(ErlPort left, ErlPort right)
    {
        int order = CompareNodes(left.Node, left.Creation, right.Node, right.Creation);
        return order != 0 ? order : left.Id.CompareTo(right.Id);
    }

    public static int Compare(ErlReference left, ErlReference right)
    {
        int order = CompareNodes(left.Node, left.Creation, right.Node, right.Creation);
        for (int i = ErlReference.MaxWords - 1; order == 0 && i >= 0; i--)
        {
            order = left.PaddedWords[i].CompareTo(right.PaddedWords[i]);
        }

        return order;
    }

    /// <summary>Closures come before external funs; the captured values of closures of one place are left to compare.</summary>
    public static int CompareHeads(ErlFun left, ErlFun right, out int children)
    {
        children = 0;
        if (left.IsInternal != right.IsInternal)
        {
            return left.IsInternal ? -1 : 1;
        }

        int order = CompareSlot(left, right, 0);
        order = order != 0 ? order : CompareSlot(left, right, 1);
        if (!left.IsInternal)
        {
            return order != 0 ? order : left.Arity.CompareTo(right.Arity);
        }

        order = order != 0 ? order : CompareSlot(left, right, 2);
        order = order != 0 ? order : left.FreeVariables.Length.CompareTo(right.FreeVariables.Length);
        children = order == 0 ? left.FreeVariables.Length : 0;
        return order;
    }

    private static int CompareSlot(ErlFun left, ErlFun right, int slot)
        => LeafOrder.Compare(left.Slots[slot], right.Slots[slot], OrderMode.Exact);

    private static int CompareNodes(ErlAtom left, uint leftCreation, ErlAtom right, uint rightCreation)
    {
        int order = LeafOrder.Compare(left, right, OrderMode.Exact);
        return order != 0 ? order : leftCreation.CompareTo(rightCreation);
    }
}
